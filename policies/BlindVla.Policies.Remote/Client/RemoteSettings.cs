using System.Globalization;
using BlindVla.Files;

namespace BlindVla.Policies.Remote;

/// <summary>What every locator of a server says, such as <c>ws://127.0.0.1:8000?mapping=widowx-openpi</c>.</summary>
/// <param name="Address">Of the server.</param>
/// <param name="Mapping">What it is sent, and what its answers mean.</param>
/// <param name="ApiKey">Null for none.</param>
/// <param name="Deadline">Of one prediction.</param>
/// <param name="FirstDeadline">Of the first prediction of a server, which may compile its model for it.</param>
/// <param name="Patience">How long a server that cannot be reached is waited for; null for what is usual.</param>
public sealed record RemoteSettings(
    Uri Address,
    EmbodimentMapping Mapping,
    string? ApiKey,
    TimeSpan Deadline,
    TimeSpan FirstDeadline,
    TimeSpan? Patience
)
{
    /// <summary>The settings of every protocol, as a kind's syntax shows them.</summary>
    public const string Syntax = "mapping=NAME|FILE&execute=N&timeout=S&first_timeout=S&patience=S&key_file=FILE";

    private const int MaxKeyBytes = 4096;
    private static readonly string[] Names = ["mapping", "execute", "timeout", "first_timeout", "patience", "key_file"];

    /// <param name="protocol">The policy kind, and the protocol that the mapping must be for.</param>
    /// <inheritdoc cref="Parse(string, string, string, string[], Func{LocatorSettings, string[]}, ReadOnlySpan{string})"/>
    internal static (RemoteSettings Settings, LocatorSettings Written) Parse(
        string protocol,
        string locator,
        string example,
        string[] schemes,
        params ReadOnlySpan<string> own
    ) => Parse(protocol, locator, example, schemes, _ => [protocol], own);

    /// <param name="protocol">The policy kind.</param>
    /// <param name="example">An address of it.</param>
    /// <param name="schemes">That an address may have.</param>
    /// <param name="mappings">The protocols that the mapping may be for, by what was written; where none is named it is the first
    /// one's.</param>
    /// <param name="own">The names of settings that this protocol has besides.</param>
    /// <returns>The settings, and all that was written, for those of the protocol.</returns>
    /// <exception cref="LocatorException">With what is wrong in it.</exception>
    internal static (RemoteSettings Settings, LocatorSettings Written) Parse(
        string protocol,
        string locator,
        string example,
        string[] schemes,
        Func<LocatorSettings, string[]> mappings,
        params ReadOnlySpan<string> own
    )
    {
        var written = LocatorSettings.Parse(protocol, locator, [.. Names, .. own]);
        if (
            !Uri.TryCreate(written.Target, UriKind.Absolute, out var address)
            || !schemes.Contains(address.Scheme)
            || address.Host.Length == 0
            || address.Port <= 0
            || address.UserInfo.Length > 0
        )
        {
            throw new LocatorException($"{protocol} needs the address of a server, e.g. {protocol}:{example}; found '{written.Target}'");
        }
        var spoken = mappings(written);
        EmbodimentMapping mapping;
        try
        {
            mapping = MappingFile.Load(written.Text("mapping") ?? MappingFile.DefaultFor(spoken[0]));
        }
        catch (InputException e)
        {
            throw new LocatorException(e.Message, e);
        }
        if (!spoken.Contains(mapping.Protocol))
        {
            throw new LocatorException(
                $"mapping: expected one for {string.Join(" or ", spoken)}, '{mapping.Name}' is for {mapping.Protocol}"
            );
        }
        var execute = written.Whole("execute", mapping.Action.Execute);
        if (execute > mapping.Action.Length)
            throw new LocatorException($"execute: expected at most {mapping.Action.Length}, the actions of an answer, found {execute}");
        var settings = new RemoteSettings(
            address,
            mapping with
            {
                Action = mapping.Action with { Execute = execute },
            },
            written.Text("key_file") is { } file ? ReadKey(file) : null,
            Seconds(written, "timeout") ?? TimeSpan.FromSeconds(30),
            Seconds(written, "first_timeout") ?? TimeSpan.FromSeconds(600),
            Seconds(written, "patience")
        );
        return (settings, written);
    }

    /// <summary>The key of a file: its one line.</summary>
    /// <exception cref="LocatorException">There is none.</exception>
    public static string ReadKey(string file)
    {
        try
        {
            var key = BoundedFile.ReadText(file, MaxKeyBytes).Trim();
            return key.Length > 0 && key.All(c => c is > ' ' and < '\x7f')
                ? key
                : throw new LocatorException($"{file}: expected a key of visible ASCII characters on one line, found something else");
        }
        catch (IOException e)
        {
            throw new LocatorException($"{file}: {e.Message}", e);
        }
    }

    /// <returns>Null where nothing is said.</returns>
    private static TimeSpan? Seconds(LocatorSettings settings, string name)
    {
        const double Most = 24 * 3600;
        if (settings.Text(name) is null)
            return null;
        var seconds = settings.Number(name, 0);
        return seconds is > 0 and <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new LocatorException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: expected seconds, more than 0 and at most {Most}, found {seconds}")
            );
    }
}
