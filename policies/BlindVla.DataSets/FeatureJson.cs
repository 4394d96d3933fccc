using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BlindVla.DataSets;

/// <summary>One feature of <c>meta/info.json</c>.</summary>
internal sealed record FeatureJson(
    string Dtype,
    ImmutableArray<int> Shape,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ImmutableArray<string>? Names
)
{
    public override string ToString() => $"{Dtype} [{string.Join(", ", Shape)}]";
}
