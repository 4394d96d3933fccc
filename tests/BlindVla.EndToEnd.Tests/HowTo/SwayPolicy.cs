using System.Globalization;
using BlindVla.Core;

[assembly: BlindVla.Policies.PolicyKind("sway", "sway:METERS", typeof(BlindVla.Policies.SwayPolicy.Kind))]

namespace BlindVla.Policies;

/// <summary>Moves the gripper from side to side, whatever it sees.</summary>
/// <param name="meters">How far it moves in one control step.</param>
public sealed class SwayPolicy(double meters) : IPolicy
{
    public PolicySpec Spec { get; } =
        new(
            "sway",
            Checkpoint: "",
            Cameras: [],
            Conventions.DeltaEndEffectorPose,
            ControlPeriodSeconds: null,
            IsPrivileged: false,
            IsDeterministic: true
        )
        {
            Settings = string.Create(CultureInfo.InvariantCulture, $"{meters:R} m"),
        };

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(meters);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary><c>sway:METERS</c>.</summary>
    public sealed class Kind : IPolicyKind
    {
        public Func<IPolicy> Parse(string locator, PolicyKinds kinds) =>
            double.TryParse(locator, NumberStyles.Float, CultureInfo.InvariantCulture, out var meters) && meters is > 0 and <= 0.05
                ? () => new SwayPolicy(meters)
                : throw new LocatorException($"sway needs a length of at most 0.05 m, e.g. sway:0.02; found '{locator}'");
    }

    private sealed class Session(double meters) : IPolicySession
    {
        private int _step;

        public ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var sideways = (float)(_step++ / 5 % 2 == 0 ? meters : -meters);
            return ValueTask.FromResult(ActionChunk.Single(new float[] { 0, sideways, 0, 0, 0, 0, 1 }));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
