using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <param name="Name">e.g. <c>put-on-plate</c>.</param>
/// <param name="Version">As the suite file says.</param>
/// <param name="Sha256">Over everything that decides an episode, the catalogue entries that are used included.</param>
/// <param name="CatalogueSha256">Over the whole catalogue that it was read with; null in runs that were made before it was
/// recorded.</param>
public sealed record SuiteIdentity(
    string Name,
    string Version,
    string Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CatalogueSha256 = null
);
