using System.Diagnostics;

namespace BlindVla.Cli;

/// <summary>Runs a program and returns what it printed.</summary>
internal static class ProgramOutput
{
    /// <summary>Exit status, standard output and standard error; null when the program is not there.</summary>
    public static (int Status, string Output, string Error)? Of(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Trim(), error.GetAwaiter().GetResult().Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
