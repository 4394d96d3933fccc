using System.Text;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Bridge;

/// <summary>A new folder for a server's socket, in the first of the usual places where one can be made.</summary>
public static class SocketFolder
{
    // sizeof(sockaddr_un.sun_path) is 108 on Linux, the terminating zero included.
    private const int MaxSocketPathBytes = 107;

    /// <summary>What the names of such folders begin with.</summary>
    public const string Prefix = "blindvla-";

    /// <summary><c>TMPDIR</c> as .NET reads it, then what every Linux has, and last a folder in memory.</summary>
    public static IReadOnlyList<string> UsualPlaces =>
        [
            .. new[] { Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp", "/dev/shm" }
                .OfType<string>()
                .Where(place => place.Length > 0)
                .Select(Path.TrimEndingDirectorySeparator)
                .Distinct(),
        ];

    /// <exception cref="EnvironmentException">None will do; each is named with the reason.</exception>
    public static DirectoryInfo Create(IReadOnlyList<string> places)
    {
        var refusals = new List<string>();
        foreach (var place in places)
        {
            // Like Directory.CreateTempSubdirectory, which knows one place only.
            var folder = Path.Combine(place, $"{Prefix}{Path.GetRandomFileName()}");
            if (Encoding.UTF8.GetByteCount(SocketIn(folder)) > MaxSocketPathBytes)
            {
                refusals.Add($"{place}: too deep for a Unix socket ({MaxSocketPathBytes} bytes)");
                continue;
            }
            try
            {
                if (!Directory.Exists(place))
                {
                    // CreateDirectory would make it; what is not there is not where temporary files go.
                    throw new DirectoryNotFoundException();
                }
                return OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(folder)
                    : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refusals.Add($"{place}: {FileFault.Reason(e)}");
            }
        }
        throw new EnvironmentException(
            EnvironmentFault.Unavailable,
            "There is no place for a server's socket. Set TMPDIR to a folder that can be written to. Tried:\n"
                + $"{string.Join('\n', refusals.Select(refusal => $"  {refusal}"))}"
        );
    }

    public static string SocketIn(string folder) => Path.Combine(folder, "s");
}
