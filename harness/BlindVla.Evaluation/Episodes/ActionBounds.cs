using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a legal action is, value by value.</summary>
internal sealed class ActionBounds
{
    private readonly float[] _minimum;
    private readonly float[] _maximum;

    public ActionBounds(EnvironmentSpec environment)
    {
        Length = environment.ActionLength;
        _minimum = [.. environment.Action.SelectMany(part => Enumerable.Repeat(SmallestFloat(part.Minimum), part.Length))];
        _maximum = [.. environment.Action.SelectMany(part => Enumerable.Repeat(LargestFloat(part.Maximum), part.Length))];
    }

    /// <summary>Values of one action.</summary>
    public int Length { get; }

    /// <summary>Copies an action, each value moved to the nearest legal one; says whether any had to be moved.</summary>
    /// <exception cref="PolicyException">A value is not finite.</exception>
    public bool Clip(ReadOnlySpan<float> action, Span<float> legal, int step)
    {
        var moved = false;
        for (var i = 0; i < action.Length; i++)
        {
            if (!float.IsFinite(action[i]))
            {
                throw new PolicyException($"step {step}: action[{i}] is {action[i]}, expected a finite number");
            }
            legal[i] = Math.Clamp(action[i], _minimum[i], _maximum[i]);
            moved |= legal[i] != action[i];
        }
        return moved;
    }

    // A bound such as 3.2 lies between two floats, and the nearer one may be outside: 3.2f > 3.2. An environment that compares
    // doubles would refuse it.
    private static float LargestFloat(double? bound) =>
        bound is not { } value ? float.MaxValue
        : (float)value > value ? MathF.BitDecrement((float)value)
        : (float)value;

    private static float SmallestFloat(double? bound) => -LargestFloat(-bound);
}
