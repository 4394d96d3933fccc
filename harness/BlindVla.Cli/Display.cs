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
        if (console.Width is not null && Variables.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
            Start("xdg-open", page);
    }

    /// <summary>Where there is no such program nothing happens: the page's path was printed.</summary>
    internal static void Start(string opener, string page)
    {
        // A browser may outlive this process: one that writes to a pipe nobody holds any more is ended for it, and so is what belongs to
        // a terminal that is closed.
        const string Quietly = """exec setsid "$0" "$1" </dev/null >/dev/null 2>&1""";
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Quietly, opener, Path.GetFullPath(page)]))?.Dispose();
    }
}
