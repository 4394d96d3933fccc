using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <param name="Name">e.g. <c>gripper</c>.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="At">The frames that have a value.</param>
/// <param name="Values">Their values.</param>
public sealed record FilmChannel(string Name, string Unit, ImmutableArray<int> At, ImmutableArray<double> Values)
{
    /// <param name="values">One for each frame; null where there is none.</param>
    internal static FilmChannel Of(string name, string unit, IEnumerable<double?> values)
    {
        var known = values.Index().Where(value => value.Item is not null).ToList();
        return new(name, unit, [.. known.Select(value => value.Index)], [.. known.Select(value => value.Item!.Value)]);
    }
}
