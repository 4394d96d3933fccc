using System.Collections.Immutable;
using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// What a server says of itself before anything is asked. No protocol has words for the identity of weights; these are the names under
/// which <c>blindvla serve</c> says it, and whoever uses them elsewhere is understood, too.
/// </summary>
/// <param name="Checkpoint">What identifies the weights.</param>
/// <param name="Description">Kind and settings.</param>
/// <param name="IsDeterministic">Same observations and instruction give the same actions.</param>
internal sealed record ServerDeclaration(
    string? Checkpoint,
    string? Description,
    string? Mapping,
    string? MappingDigest,
    bool IsDeterministic
)
{
    /// <summary>The header in which a server says what its protocol has no place for.</summary>
    public const string Header = "X-BlindVla-Policy";

    private const int MaxText = 500;

    /// <summary>A digest of everything that was said: another one is another server. Empty where nothing was.</summary>
    public string Identity { get; private init; } = "";

    /// <summary>How it contradicts the mapping: field, expected, found.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>All that was said, for people.</summary>
    public WireValue.Map Said { get; init; } = new();

    /// <summary>Of the protocol that the server speaks; null where that has none.</summary>
    public int? ProtocolVersion { get; init; }

    /// <param name="said">All that the server says, the names above among it or not.</param>
    /// <param name="bytes">The same as it came.</param>
    public static ServerDeclaration Of(WireValue.Map said, ReadOnlySpan<byte> bytes) =>
        new(
            Text(said, "checkpoint"),
            Text(said, "policy"),
            Text(said, "mapping"),
            Text(said, "mapping_sha256"),
            said["deterministic"] is WireValue.Flag { Value: true }
        )
        {
            Identity = said.Entries.IsEmpty ? "" : Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Said = said,
        };

    /// <param name="announcement">What <see cref="ToHeader"/> made of the rest; null where there is none.</param>
    /// <exception cref="WireException">That is no such thing.</exception>
    /// <inheritdoc cref="Of(WireValue.Map, ReadOnlySpan{byte})"/>
    public static ServerDeclaration Of(WireValue.Map said, ReadOnlySpan<byte> bytes, string? announcement)
    {
        if (announcement is null)
            return Of(said, bytes);
        var rest = new byte[announcement.Length];
        if (
            !Convert.TryFromBase64String(announcement, rest, out var length)
            || MessagePackArrays.Decode(rest.AsMemory(0, length), WireLimits.Default) is not WireValue.Map more
        )
        {
            throw new WireException($"{Header}: expected a map in MessagePack and base64, found other text");
        }
        return Of(more, [.. bytes, .. rest.AsSpan(0, length)]) with { Said = new([.. said.Entries, .. more.Entries]) };
    }

    /// <summary>Of something a server says that need not be the same each time: only the names above are looked at.</summary>
    public static ServerDeclaration OfKnown(WireValue said)
    {
        string[] names = [.. Of(new WireValue.Map(), []).ToMap().Entries.Select(entry => entry.Key)];
        var known = new WireValue.Map(said is WireValue.Map map ? [.. map.Entries.Where(entry => names.Contains(entry.Key))] : []);
        return Of(known, MessagePackArrays.Encode(known, ArrayDialect.OpenPi)) with { Said = said as WireValue.Map ?? new() };
    }

    public static ServerDeclaration Of(PolicySpec policy, EmbodimentMapping mapping) =>
        new(
            policy.Checkpoint,
            policy.Settings.Length == 0 ? policy.Kind : $"{policy.Kind}, {policy.Settings}",
            mapping.Name,
            mapping.Digest,
            policy.IsDeterministic
        );

    public WireValue.Map ToMap() =>
        new(
            ("policy", new WireValue.Text(Description ?? "")),
            ("checkpoint", new WireValue.Text(Checkpoint ?? "")),
            ("deterministic", new WireValue.Flag(IsDeterministic)),
            ("mapping", new WireValue.Text(Mapping ?? "")),
            ("mapping_sha256", new WireValue.Text(MappingDigest ?? ""))
        );

    public string ToHeader() => Convert.ToBase64String(MessagePackArrays.Encode(ToMap(), ArrayDialect.OpenPi));

    private static string? Text(WireValue.Map map, string name) =>
        map[name] is WireValue.Text { Value.Length: > 0 } text ? VisibleText.Line(text.Value, MaxText) : null;
}
