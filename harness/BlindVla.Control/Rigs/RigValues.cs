using BlindVla.Files;

namespace BlindVla.Control;

/// <summary>Values of a rig's file in the units that people think in; each comes out in those of the contract.</summary>
internal sealed class RigValues(ProblemList problems)
{
    private const double Degrees = Math.PI / 180;

    public YamlValues Plain { get; } = new(problems);

    /// <summary>Metres.</summary>
    public double? Length(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a length, such as '8 cm'", [("cm", 0.01), ("mm", 0.001), ("m", 1)], minimum, maximum);

    /// <summary>Radians.</summary>
    public double? Angle(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "an angle, such as '45 deg'", [("deg", Degrees), ("rad", 1)], minimum, maximum);

    /// <summary>Radians per second.</summary>
    public double? TurningSpeed(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a speed, such as '30 deg/s'", [("deg/s", Degrees), ("rad/s", 1)], minimum, maximum);

    /// <summary>Radians per second squared.</summary>
    public double? TurningAcceleration(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "an acceleration, such as '25 rad/s^2'", [("deg/s^2", Degrees), ("rad/s^2", 1)], minimum, maximum);

    /// <summary>Seconds.</summary>
    public double? Time(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a time, such as '200 ms'", [("ms", 0.001), ("s", 1)], minimum, maximum);

    public double? Amperes(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a current, such as '2.5 A'", [("A", 1), ("mA", 0.001)], minimum, maximum);

    public double? Volts(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a voltage, such as '12 V'", [("V", 1)], minimum, maximum);

    /// <summary>Degrees Celsius.</summary>
    public double? Temperature(YamlNode? node, string what, double minimum, double maximum) =>
        Plain.Quantity(node, what, "a temperature, such as '60 C'", [("C", 1)], minimum, maximum);

    /// <summary>Two values of a kind, the first of which is the smaller.</summary>
    public (T Low, T High)? Range<T>(YamlNode? node, string what, Func<YamlNode, T?> read)
        where T : struct, IComparable<T>
    {
        if (Plain.Nodes(node, $"{what}, a smaller value and a larger one") is not { } nodes)
            return null;
        if (nodes.Length != 2)
        {
            problems.Add(node!, $"expected {what}, a smaller value and a larger one, found {nodes.Length} values");
            return null;
        }
        if (read(nodes[0]) is not { } low || read(nodes[1]) is not { } high)
            return null;
        if (low.CompareTo(high) < 0)
            return (low, high);
        problems.Add(node!, $"expected {what}, a smaller value and a larger one, found them the other way round");
        return null;
    }
}
