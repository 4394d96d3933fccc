using BlindVla.Core;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Benchmarks;

/// <summary>Acts by what it knows of the world instead of by what it sees, in one scene.</summary>
internal sealed class StatePolicy(StateNetwork network, ActionStatistics statistics, VisibleState view, Scene scene) : IPolicy
{
    public PolicySpec Spec { get; } =
        new("state", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: true, IsDeterministic: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(network, statistics, view, scene);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(StateNetwork network, ActionStatistics statistics, VisibleState view, Scene scene) : IPolicySession
    {
        private readonly ActionCodec _codec = new(StateNetwork.Bins, StateNetwork.Bins);

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            using var mode = no_grad();
            using var scope = NewDisposeScope();
            var state = view.Of(observation, scene);
            var tokens = network.Logits(tensor(state, [1, state.Length])).argmax(2).data<long>().ToArray();
            double[] normalized = [.. tokens.Select(_codec.Decode)];
            var action = new ActionPrediction([], [.. normalized], [.. ActionCodec.Denormalize(normalized, statistics)]).Command;
            return ValueTask.FromResult(ActionChunk.Single(action.ToArray()));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
