using System.Diagnostics;
using System.Text.Json;
using BlindVla.Cli;
using BlindVla.Core;

namespace BlindVla.Benchmarks;

/// <summary>The control loop in one C++ process, without bridge and harness: one episode whenever it is asked.</summary>
internal sealed class ClosedLoopProgram : IDisposable
{
    private readonly Process _process;

    /// <param name="scenes">A file of scenes, one per episode.</param>
    public ClosedLoopProgram(Installation installation, string scenes, CameraRequest camera)
    {
        // Built beside the server by cmake --build artifacts/cpp.
        var program = Path.Combine(Path.GetDirectoryName(installation.Server)!, "blindvla-closed-loop");
        _process = Process.Start(
            new ProcessStartInfo(
                program,
                ["--assets", installation.Assets, "--scenes", scenes, "--width", $"{camera.Width}", "--height", $"{camera.Height}"]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    /// <summary>Runs the next scene.</summary>
    public async Task<RawEpisode> RunAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"blindvla-closed-loop ended: {await _process.StandardError.ReadToEndAsync()}");
        using var json = JsonDocument.Parse(line);
        double Get(string name) => json.RootElement.GetProperty(name).GetDouble();
        return new((int)Get("steps"), Get("physics_seconds"), Get("render_seconds"));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
