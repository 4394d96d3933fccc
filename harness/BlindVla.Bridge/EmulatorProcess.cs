using System.Diagnostics;
using BlindVla.Core;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>
/// The emulated arm, a program that is there until this is disposed: its servos and its camera, and beside them what only a test's operator
/// may use: laying what is on its table, and asking whether the task is done.
/// </summary>
public sealed class EmulatorProcess : IAsyncDisposable
{
    private const string PortPrefix = "serial port ";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly OutputTail _lastWords = new();
    private readonly Task _errors;
    private readonly TimeProvider _time;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(SocketFolder.Prefix);
    private readonly SemaphoreSlim _gate = new(1, 1);

    private EmulatorProcess(Process process, TimeProvider time, ILogger logger)
    {
        (_process, _time) = (process, time);
        _errors = _lastWords.ReadAsync(process.StandardError, line => logger.LogDebug("emulator: {Line}", line));
    }

    /// <summary>Where its servos are.</summary>
    public string Port { get; private set; } = "";

    /// <param name="whenMissing">What to do where there is no such program; ends the error message.</param>
    /// <exception cref="EnvironmentException">It cannot be started, or does not say where its servos are.</exception>
    public static async Task<EmulatorProcess> StartAsync(
        string executable,
        IReadOnlyList<string> arguments,
        string whenMissing,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(executable))
            throw new EnvironmentException(EnvironmentFault.Unavailable, $"There is no emulator at {executable}. {whenMissing}");
        var emulator = new EmulatorProcess(ChildProcess.Launch($"The emulator {executable}", executable, arguments, []), time, logger);
        try
        {
            var line = await emulator.LineAsync(StartTimeout, cancellationToken);
            if (!line.StartsWith(PortPrefix, StringComparison.Ordinal))
                throw new EnvironmentException(EnvironmentFault.Internal, $"The emulator said '{VisibleText.Line(line, 200)}' first.");
            emulator.Port = line[PortPrefix.Length..].Trim();
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where its pictures are.</summary>
    /// <exception cref="EnvironmentException">It has none, or is gone.</exception>
    public async Task<string> CameraAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("camera url", cancellationToken);
        return answer.StartsWith("http://", StringComparison.Ordinal)
            ? answer
            : throw new EnvironmentException(
                EnvironmentFault.Internal,
                $"The emulator does not say where its camera is: {VisibleText.Line(answer, 200)}"
            );
    }

    /// <summary>Lays a scene around the arm, which stays where it is; what is in it lies still afterwards.</summary>
    /// <exception cref="EnvironmentException">It is none, or the emulator is gone.</exception>
    public async Task LayAsync(Scene scene, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_folder.FullName, "scene.json");
        await File.WriteAllTextAsync(file, JsonFormatter.Default.Format(ProtoMapping.ToScene(scene)), cancellationToken);
        var answer = await AskAsync($"scene {file}", cancellationToken);
        if (answer != "ok")
            throw new EnvironmentException(EnvironmentFault.InvalidArgument, $"The emulator cannot lay this scene: {answer}");
    }

    /// <summary>Whether the task is done as things stand now.</summary>
    /// <exception cref="EnvironmentException">The emulator is gone.</exception>
    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("progress", cancellationToken);
        return answer.Split(' ') switch
        {
            ["success", "1", ..] => true,
            ["success", "0", ..] => false,
            _ => throw new EnvironmentException(
                EnvironmentFault.Internal,
                $"The emulator does not say whether the task is done: {VisibleText.Line(answer, 200)}"
            ),
        };
    }

    public async ValueTask DisposeAsync()
    {
        // Its input's end is its own.
        _process.StandardInput.Close();
        using (var patience = new CancellationTokenSource(StopTimeout, _time))
        {
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
        _gate.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>One line to the emulator, and the line that it answers with.</summary>
    private async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // An answer that nobody waited for would be taken for the next one.
            await _process.StandardInput.WriteAsync($"{command}\n".AsMemory(), CancellationToken.None);
            await _process.StandardInput.FlushAsync(CancellationToken.None);
            return await LineAsync(AnswerTimeout, CancellationToken.None);
        }
        catch (IOException e)
        {
            throw await GoneAsync(e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<string> LineAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reading = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        try
        {
            return await reading.WaitAsync(timeout, _time, cancellationToken) ?? throw await GoneAsync(null);
        }
        catch (TimeoutException e)
        {
            throw new EnvironmentException(
                EnvironmentFault.DeadlineExceeded,
                $"The emulator did not answer within {timeout.TotalSeconds:0} s.",
                e
            );
        }
    }

    private async Task<EnvironmentException> GoneAsync(Exception? cause)
    {
        await Task.WhenAny(_errors, Task.Delay(StopTimeout, _time));
        return new(EnvironmentFault.Unavailable, $"The emulator is gone. Its last words:\n{_lastWords}", cause);
    }
}
