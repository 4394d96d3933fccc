using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>Starts a program that is talked to over its streams.</summary>
internal static class ChildProcess
{
    // A session of its own, so that Ctrl+C at the terminal reaches only the harness: it saves what it has and then stops its programs,
    // instead of watching them die under running episodes.
    private const string SessionLauncher = "/usr/bin/setsid";

    /// <param name="what">The program, for messages, e.g. <c>Server FILE</c>.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    /// <exception cref="EnvironmentException">It cannot be started.</exception>
    public static Process Launch(
        string what,
        string executable,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment
    )
    {
        var ownSession = File.Exists(SessionLauncher);
        string[] words = [.. ownSession ? [executable] : Array.Empty<string>(), .. arguments];
        var start = new ProcessStartInfo(ownSession ? SessionLauncher : executable, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, $"{what} cannot be started: {e.Message}", e);
        }
    }
}
