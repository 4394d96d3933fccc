using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Acts out a list, one action per prediction, then holds with the gripper open. With an empty list it holds from the
/// start.</summary>
/// <param name="looks">Whether it asks for the camera, which it then ignores.</param>
public sealed class ScriptedPolicy(ImmutableArray<float[]> script, bool looks = false) : IPolicy
{
    public PolicySpec Spec { get; } = FakePolicySpec.Create("scripted", looks);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(script);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ImmutableArray<float[]> script) : IPolicySession
    {
        private int _next;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var action = _next < script.Length ? script[_next] : FakePolicySpec.Hold(open: true);
            _next++;
            return ValueTask.FromResult(ActionChunk.Single(action));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
