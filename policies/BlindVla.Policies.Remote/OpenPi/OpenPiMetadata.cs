using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// What a server says of itself before anything is asked. openpi leaves its content to the policy; these are the names under which
/// <c>blindvla serve</c> says it, and whoever uses them elsewhere is understood, too.
/// </summary>
/// <param name="Checkpoint">What identifies the weights.</param>
/// <param name="Description">Kind and settings.</param>
/// <param name="IsDeterministic">Same observations and instruction give the same actions.</param>
internal sealed record OpenPiMetadata(string? Checkpoint, string? Description, string? Mapping, string? MappingDigest, bool IsDeterministic)
{
    private const int MaxText = 500;

    public static OpenPiMetadata Of(WireValue.Map map) =>
        new(
            Text(map, "checkpoint"),
            Text(map, "policy"),
            Text(map, "mapping"),
            Text(map, "mapping_sha256"),
            map["deterministic"] is WireValue.Flag { Value: true }
        );

    public WireValue.Map ToMap() =>
        new(
            ("policy", new WireValue.Text(Description ?? "")),
            ("checkpoint", new WireValue.Text(Checkpoint ?? "")),
            ("deterministic", new WireValue.Flag(IsDeterministic)),
            ("mapping", new WireValue.Text(Mapping ?? "")),
            ("mapping_sha256", new WireValue.Text(MappingDigest ?? ""))
        );

    private static string? Text(WireValue.Map map, string name) =>
        map[name] is WireValue.Text { Value.Length: > 0 } text ? VisibleText.Line(text.Value, MaxText) : null;
}
