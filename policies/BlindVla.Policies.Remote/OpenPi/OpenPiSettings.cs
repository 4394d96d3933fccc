using System.Globalization;
using BlindVla.Files;

namespace BlindVla.Policies.Remote;

/// <summary>What an <c>openpi</c> locator says, such as <c>ws://127.0.0.1:8000?mapping=widowx-openpi</c>.</summary>
/// <param name="Address">Of the server.</param>
/// <param name="Mapping">What it is sent, and what its answers mean.</param>
/// <param name="ApiKey">Null for none.</param>
/// <param name="Deadline">Of one prediction.</param>
/// <param name="FirstDeadline">Of the first prediction of a server, which may compile its model for it.</param>
/// <param name="Patience">How long a server that cannot be reached is waited for.</param>
public sealed record OpenPiSettings(
    Uri Address,
    EmbodimentMapping Mapping,
    string? ApiKey,
    TimeSpan Deadline,
    TimeSpan FirstDeadline,
    TimeSpan Patience
)
{
    public const string Kind = "openpi";

    public const string Syntax = "openpi:ws://HOST:PORT[?mapping=NAME|FILE&execute=N&timeout=S&first_timeout=S&patience=S&key_file=FILE]";

    private const int MaxKeyBytes = 4096;
    private static readonly string[] Names = ["mapping", "execute", "timeout", "first_timeout", "patience", "key_file"];

    /// <exception cref="LocatorException">With what is wrong in it.</exception>
    public static OpenPiSettings Parse(string locator)
    {
        var settings = LocatorSettings.Parse(Kind, locator, Names);
        if (
            !Uri.TryCreate(settings.Target, UriKind.Absolute, out var address)
            || address.Scheme is not ("ws" or "wss")
            || address.Host.Length == 0
            || address.UserInfo.Length > 0
        )
        {
            throw new LocatorException($"openpi needs the address of a server, e.g. openpi:ws://127.0.0.1:8000; found '{settings.Target}'");
        }
        EmbodimentMapping mapping;
        try
        {
            mapping = MappingFile.Load(settings.Text("mapping") ?? "widowx-openpi");
        }
        catch (InputException e)
        {
            throw new LocatorException(e.Message, e);
        }
        var execute = settings.Whole("execute", mapping.Action.Execute);
        if (execute > mapping.Action.Length)
            throw new LocatorException($"execute: expected at most {mapping.Action.Length}, the actions of an answer, found {execute}");
        return new(
            address,
            mapping with
            {
                Action = mapping.Action with { Execute = execute },
            },
            settings.Text("key_file") is { } file ? ReadKey(file) : null,
            Seconds(settings, "timeout", 30),
            Seconds(settings, "first_timeout", 600),
            Seconds(settings, "patience", 60)
        );
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

    private static TimeSpan Seconds(LocatorSettings settings, string name, double otherwise)
    {
        const double Most = 24 * 3600;
        var seconds = settings.Number(name, otherwise);
        return seconds is > 0 and <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new LocatorException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: expected seconds, more than 0 and at most {Most}, found {seconds}")
            );
    }
}
