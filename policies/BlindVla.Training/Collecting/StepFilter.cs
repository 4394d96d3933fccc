namespace BlindVla.Training;

/// <summary>
/// Leaves out steps in which nothing is to be done: from one picture a policy cannot know that the expert only waits. A step at which the
/// fingers are to open or to close stays.
/// </summary>
/// <param name="Name">As people write it.</param>
/// <param name="Meters">Steps that move less, and turn less, are left out.</param>
/// <param name="Radians">As for <paramref name="Meters"/>.</param>
public sealed record StepFilter(string Name, double Meters, double Radians)
{
    private const int GripperValue = 6;

    /// <summary>Every step stays.</summary>
    public static StepFilter None { get; } = new("none", 0, 0);

    /// <summary>What does not move the arm visibly.</summary>
    public static StepFilter ZeroMotion { get; } = new("zero-motion", 0.001, 0.006);

    /// <summary>As the data of arXiv 2510.25616 was filtered.</summary>
    public static StepFilter Paper { get; } = new("paper", 0.01, 0.06);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StepFilter> All { get; } = [None, ZeroMotion, Paper];

    /// <param name="before">The action of the step before; empty for the first.</param>
    public bool Keeps(ReadOnlySpan<float> action, ReadOnlySpan<float> before) =>
        this == None
        || Length(action[..3]) >= Meters
        || Length(action[3..6]) >= Radians
        || (!before.IsEmpty && action[GripperValue] > 0 != before[GripperValue] > 0);

    /// <summary>Whether an action leaves the arm where it is, as far as can be seen.</summary>
    internal static bool IsRest(ReadOnlySpan<float> action) =>
        Length(action[..3]) < ZeroMotion.Meters && Length(action[3..6]) < ZeroMotion.Radians;

    private static double Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
