using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>What the fake table-top world measures: the same as the MuJoCo server.</summary>
public static class FakeMeasures
{
    public static ImmutableArray<MeasureSpec> All { get; } =
    [
        new("grasped", MeasureSpec.Truth, MeasureFold.Any),
        new("consecutive_grasp", MeasureSpec.Truth, MeasureFold.Any),
        new("holding_at_end", MeasureSpec.Truth, MeasureFold.Last),
        new("first_grasp", MeasureSpec.Truth, MeasureFold.FirstTime),
        new("touches_at_end", MeasureSpec.Truth, MeasureFold.Last),
        new("final_distance", "m", MeasureFold.Last),
        new("max_lift", "m", MeasureFold.Maximum),
        new("min_gripper_distance", "m", MeasureFold.Minimum),
    ];

    /// <summary>The value of one of an environment's measures at a time step.</summary>
    public static double? Measured(this TimeStep step, EnvironmentSpec spec, string name) =>
        step.Progress.Measures[spec.Measures.Select(measure => measure.Name).ToList().IndexOf(name)];

    /// <summary>The same of the fake world.</summary>
    public static double? Measured(this TimeStep step, string name) =>
        step.Progress.Measures[All.Select(measure => measure.Name).ToList().IndexOf(name)];
}
