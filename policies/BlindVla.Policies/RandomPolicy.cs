using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("random", "random", typeof(BlindVla.Policies.RandomPolicy.Kind))]

namespace BlindVla.Policies;

/// <summary>
/// Uniform random motion of at most 3 cm and 0.1 rad per axis and step, about the 1st to 99th percentile of the BridgeData V2 actions that
/// OpenVLA was trained on; the gripper toggles with probability 0.1. Reproducible from the episode's policy seed.
/// </summary>
public sealed class RandomPolicy : IPolicy
{
    /// <summary><c>random</c>.</summary>
    public sealed class Kind() : PlainKind("random", () => new RandomPolicy());

    private const double MaxTranslationMeters = 0.03;
    private const double MaxRotationRadians = 0.1;
    private const double ToggleProbability = 0.1;

    public PolicySpec Spec { get; } =
        new("random", "", [], Conventions.DeltaEndEffectorPose, null, IsPrivileged: false, IsDeterministic: true);

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(KeyedRandom.Create(episode.NoiseSeed, "random-policy"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(KeyedRandom random) : IPolicySession
    {
        private float _gripper = 1;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var action = new float[7];
            for (var i = 0; i < 6; i++)
            {
                var limit = i < 3 ? MaxTranslationMeters : MaxRotationRadians;
                action[i] = (float)random.NextDouble(-limit, limit);
            }
            if (random.NextDouble() < ToggleProbability)
                _gripper = -_gripper;
            action[6] = _gripper;
            return ValueTask.FromResult(ActionChunk.Single(action));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
