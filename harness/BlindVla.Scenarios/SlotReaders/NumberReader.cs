using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots whose values are numbers: one, or a list of them.</summary>
internal static class NumberReader
{
    public static SlotChoices<double>? Angles(string slot, YamlNode node, Catalogue catalogue, YamlValues values) =>
        values.OneOrMore(node, "angles", n => values.Angle(n, "an angle")) is { } angles
            ? new(slot, $"{string.Join(", ", angles.Select(a => $"{a * 180 / Math.PI:0.######}"))} deg", angles, radians => $"{radians:R}")
            : null;

    public static SlotReader<double> Lengths(string what, double minimum, double maximum) =>
        (slot, node, _, values) =>
            values.OneOrMore(node, what, n => values.Length(n, what, minimum, maximum)) is { } lengths
                ? new(slot, $"{string.Join(", ", lengths.Select(l => $"{l:0.######}"))} m", lengths, meters => $"{meters:R}")
                : null;

    public static SlotReader<double> Factors(string what, double minimum, double maximum) =>
        (slot, node, _, values) =>
            values.OneOrMore(node, what, n => values.Number(n, what, minimum, maximum)) is { } factors
                ? new(slot, string.Join(", ", factors.Select(f => $"{f:0.######}")), factors, factor => $"{factor:R}")
                : null;

    public static SlotReader<int> Counts(string what, int minimum, int maximum) =>
        (slot, node, _, values) =>
            values.Integer(node, what, minimum, maximum) is { } count ? new(slot, $"{count}", [count], value => $"{value}") : null;
}
