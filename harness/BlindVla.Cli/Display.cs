using System.ComponentModel;
using System.Diagnostics;

namespace BlindVla.Cli;

/// <summary>The desktop of whoever runs a command, where there is one.</summary>
internal static class Display
{
    private static readonly string[] Variables = ["DISPLAY", "WAYLAND_DISPLAY"];

    /// <summary>Opens a page in the browser of the desktop, and does not wait for it; nothing where there is no display, or nobody is
    /// at the terminal.</summary>
    public static void Open(string page, CommandConsole console)
    {
        if (console.Width is null || !Variables.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
            return;
        try
        {
            Process
                .Start(new ProcessStartInfo("xdg-open", [page]) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?.Dispose();
        }
        catch (Win32Exception)
        {
            // No desktop to ask; the page's path was printed.
        }
    }
}
