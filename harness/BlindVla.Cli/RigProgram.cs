using BlindVla.Bridge;
using BlindVla.Control;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A rig as the programs that use its arm are handed it: the file that they read, and the emulator where there is no
/// arm.</summary>
internal sealed class RigProgram : IAsyncDisposable
{
    public const string WhenMissing = "Any ./blindvla command but doctor builds it; ./blindvla doctor says what is missing.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(SocketFolder.Prefix);

    private RigProgram() { }

    /// <summary>What there is instead of an arm; null where there is one.</summary>
    public EmulatorProcess? Emulator { get; private set; }

    /// <summary>The rig as JSON.</summary>
    public string File => Path.Combine(_folder.FullName, "rig.json");

    /// <exception cref="EnvironmentException">The rig is emulated, and the emulator does not start.</exception>
    public static async Task<RigProgram> OpenAsync(ArmRig rig, Installation installation, RunLog log, CancellationToken cancellationToken)
    {
        var program = new RigProgram();
        try
        {
            await System.IO.File.WriteAllTextAsync(program.File, rig.ToJson(), cancellationToken);
            if (!rig.IsEmulated)
                return program;
            var emulator = await EmulatorProcess.StartAsync(
                installation.WidowXEmulator,
                // As often as an action is decided: drawing is what its machine has least time for.
                [
                    "--rig",
                    program.File,
                    "--assets",
                    installation.Assets,
                    "--camera-rate",
                    $"{Math.Clamp(1 / rig.ControlPeriodSeconds, 1, 60):0.##}",
                ],
                WhenMissing,
                TimeProvider.System,
                log.CreateLogger("Emulator"),
                cancellationToken
            );
            program.Emulator = emulator;
            var camera = rig.Cameras.IsEmpty ? null : await emulator.CameraAsync(cancellationToken);
            await System.IO.File.WriteAllTextAsync(program.File, rig.ToJson(emulator.Port, camera), cancellationToken);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Emulator is not null)
            await Emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
