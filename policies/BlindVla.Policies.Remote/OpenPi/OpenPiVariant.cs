using System.Collections.Immutable;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>How one family of servers uses openpi's websocket, from both sides; this one is openpi's own.</summary>
internal class OpenPiVariant
{
    /// <summary>As mappings and the policy's setting say it.</summary>
    public virtual string Name => OpenPiProtocol.Kind;

    /// <summary>Where its servers are, if an address does not say where.</summary>
    public virtual string Path => "/";

    /// <summary>Those that there are.</summary>
    public static ImmutableArray<string> Names { get; } =
    [OpenPiProtocol.Kind, RoboArenaVariant.Kind, VllmOmniVariant.Kind, StarVlaVariant.Kind];

    /// <param name="unnormKey">The statistics that actions are scaled by; null for the server's own choice.</param>
    /// <exception cref="LocatorException">This one has no such choice.</exception>
    public static OpenPiVariant Of(string name, string? unnormKey = null) =>
        name switch
        {
            VllmOmniVariant.Kind => new VllmOmniVariant(unnormKey),
            StarVlaVariant.Kind => new StarVlaVariant(unnormKey),
            _ when unnormKey is not null => throw new LocatorException(
                $"unnorm_key: servers of {name} do not ask for it, those of {VllmOmniVariant.Kind} and {StarVlaVariant.Kind} do; "
                    + "leave it out"
            ),
            RoboArenaVariant.Kind => new RoboArenaVariant(),
            _ => new OpenPiVariant(),
        };

    /// <summary>The one whose servers say this, and no other's do.</summary>
    /// <param name="said">A server's metadata.</param>
    public static string NameOf(WireValue.Map said) =>
        StarVlaVariant.Says(said) ? StarVlaVariant.Kind
        : RoboArenaVariant.Says(said) ? RoboArenaVariant.Kind
        : OpenPiProtocol.Kind;

    /// <summary>How what a server says contradicts the mapping: field, expected, found.</summary>
    public virtual IEnumerable<string> Problems(WireValue.Map said, EmbodimentMapping mapping) => [];

    /// <summary>Whose weights they are, where this variant has a word for it.</summary>
    public virtual string? Checkpoint(WireValue.Map said) => null;

    /// <summary>An episode needs a name of its own.</summary>
    public virtual bool NeedsSession(WireValue.Map said) => false;

    /// <summary>What makes the server forget the episode before; null where a connection does.</summary>
    public virtual WireValue.Map? Reset(string? session) => null;

    /// <summary>The answer to <see cref="Reset"/>.</summary>
    public virtual bool IsReset(SocketMessage answer) => false;

    public virtual WireValue.Map Question(WireValue.Map request, string? session) => request;

    /// <summary>Why the server failed, where it says so in an answer.</summary>
    public virtual string? Failure(WireValue answer) => null;

    /// <summary>An answer as the mapping reads it.</summary>
    public virtual WireValue Actions(WireValue answer) => answer;

    /// <summary>What a server of ours says first.</summary>
    public virtual WireValue.Map Metadata(ServedPolicy served) => served.Declared.ToMap();

    /// <summary>What a server of ours says of itself beside that, because clients take nothing else there.</summary>
    public virtual string? Announcement(ServedPolicy served) => null;

    /// <exception cref="WireException">It is no question of this variant.</exception>
    public virtual OpenPiQuestion Read(WireValue message) => new(message);

    /// <param name="timing">How long it took.</param>
    public virtual WireValue Answer(OpenPiQuestion question, EmbodimentMapping mapping, ActionChunk chunk, WireValue.Map timing) =>
        mapping.Answer(chunk, ("server_timing", timing));

    /// <summary>A failure after which the conversation goes on; null where it ends with one.</summary>
    public virtual WireValue? Failed(OpenPiQuestion? question, string reason) => null;

    /// <summary>Pictures have to be of the size that a server says.</summary>
    protected static IEnumerable<string> SizeProblems(WireValue.Map said, string field, EmbodimentMapping mapping)
    {
        if (said[field] is not WireValue.Sequence { Items: [WireValue.Integer height, WireValue.Integer width] })
            return [];
        return mapping
            .Cameras.Select(camera => camera.Request)
            .Where(sent => (sent.Height, sent.Width) != (height.Value, width.Value))
            .Select(sent => $"{field}: expected [{sent.Height}, {sent.Width}], found [{height.Value}, {width.Value}]");
    }

    /// <summary>Fewer actions than are executed, or others than the mapping says, are none.</summary>
    protected static IEnumerable<string> LengthProblems(WireValue.Map said, string field, EmbodimentMapping mapping)
    {
        var action = mapping.Action;
        if (
            said[field] is WireValue.Integer { Value: var count }
            && (count < action.Execute || (action.Length is { } length && count != length))
        )
        {
            yield return $"{field}: expected {(action.Length is { } n ? $"{n}" : $"at least {action.Execute}")}, found {count}";
        }
    }

    /// <summary>Statistics have to be named where there are several, and have to be there.</summary>
    protected static IEnumerable<string> StatisticsProblems(WireValue.Map said, string keys, string chosen, string? unnormKey)
    {
        string[] known = [.. (said[keys] as WireValue.Sequence)?.Items.OfType<WireValue.Text>().Select(key => key.Value) ?? []];
        if (known.Length == 0)
            yield break;
        var found = WireException.Shown(string.Join(", ", known));
        if (unnormKey is not null && !known.Contains(unnormKey))
            yield return $"{keys}: expected '{unnormKey}', found {found}; unnorm_key=NAME";
        else if (unnormKey is null && known.Length > 1 && said[chosen] is not WireValue.Text)
            yield return $"{keys}: expected one, or a choice among them, found {found}; unnorm_key=NAME";
    }

    /// <summary>Actions of one robot, without the dimension of a batch.</summary>
    protected static WireValue OfOne(WireValue value) =>
        value is WireValue.Numbers { Value: { Shape: [1, var count, var width] } array }
            ? new WireValue.Numbers(new(array.Type, [count, width], array.Data))
            : value;

    protected static SocketMessage Binary(WireValue value) => new(IsText: false, MessagePackArrays.Write(value, ArrayDialect.OpenPi));

    protected static SocketMessage Text(string text) => new(IsText: true, Encoding.UTF8.GetBytes(text));

    protected static string? TextOf(WireValue.Map map, string key) => (map[key] as WireValue.Text)?.Value;
}
