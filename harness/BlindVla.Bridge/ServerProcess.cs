using System.Diagnostics;
using System.Runtime.InteropServices;
using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Bridge;

/// <summary>
/// A bridge server that the harness started: it listens on a Unix socket in a folder of its own, and both are gone when this is disposed.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>What a server exits with when its watchdog found a native call that never returned.</summary>
    public const int WatchdogExitCode = 124;

    private const string ReadyPrefix = "listening on ";

    private const int Sigterm = 15;

    // As shells report a death by signal: 128 + its number.
    private const int SignalExitCodes = 128;

    // How long a process that let its stream break may take to be seen as dead.
    private static readonly TimeSpan DeathNotice = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ServerCommand _command;
    private readonly ServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerFolder _folder;
    private readonly OutputTail _lastWords = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;
    private readonly Task _errors;
    private readonly Task<int> _exit;
    private readonly Lock _looking = new();

    private ServerProcess(
        Process process,
        ServerCommand command,
        ServerSettings settings,
        TimeProvider time,
        ILogger logger,
        ServerFolder folder
    )
    {
        _process = process;
        _command = command;
        _settings = settings;
        _time = time;
        _logger = logger;
        _folder = folder;
        ProcessId = process.Id;
        _output = new OutputTail().ReadAsync(process.StandardOutput, OnOutput);
        _errors = _lastWords.ReadAsync(process.StandardError, line => _logger.LogDebug("server {ProcessId}: {Line}", ProcessId, line));
        _exit = ExitCodeAsync(process);
        Address = BridgeAddress.Parse(SocketAddress(folder));
    }

    /// <summary>Where it listens, in its own words.</summary>
    public BridgeAddress Address { get; private set; }

    public int ProcessId { get; }

    public bool HasExited => _exit.IsCompleted;

    /// <summary>Its resident set; null where it is gone.</summary>
    internal long? ResidentBytes
    {
        get
        {
            // What a process object knows is not for two threads at a time.
            lock (_looking)
            {
                try
                {
                    _process.Refresh();
                    return _process.WorkingSet64;
                }
                catch (InvalidOperationException)
                {
                    return null;
                }
            }
        }
    }

    /// <summary>It ended by a signal or by its watchdog rather than because it wanted to: another one may live longer.</summary>
    internal bool WasKilled => HasExited && _exit.Result is > SignalExitCodes or WatchdogExitCode;

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <exception cref="EnvironmentException">It is missing, cannot be started, ended at once, or does not come up in time.</exception>
    public static async ValueTask<ServerProcess> StartAsync(
        ServerCommand command,
        ServerSettings settings,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var server = Launch(command, settings, time, logger);
        try
        {
            await server.WaitUntilItListensAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server that does not listen yet.</summary>
    /// <exception cref="EnvironmentException">It is missing or cannot be started.</exception>
    internal static ServerProcess Launch(ServerCommand command, ServerSettings settings, TimeProvider time, ILogger logger)
    {
        var executable = Locate(command);
        var folder = new ServerFolder();
        try
        {
            return new ServerProcess(Launch(executable, command, folder), command, settings, time, logger, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Adds how the process ended, and its last words, to the fault of a session that broke; unchanged while the process
    /// lives.</summary>
    public async ValueTask<EnvironmentException> ExplainAsync(EnvironmentException fault)
    {
        if (!await WaitForExitAsync(DeathNotice))
        {
            return fault;
        }
        var kind = await _exit == WatchdogExitCode ? EnvironmentFault.Internal : EnvironmentFault.Unavailable;
        return new EnvironmentException(kind, $"{fault.Message}\n{await EpitaphAsync()}", fault);
    }

    /// <summary>How the process ended and what it said last. Only for one that has exited.</summary>
    public async ValueTask<string> EpitaphAsync()
    {
        // Its pipes end with it, unless a child of it holds them open.
        await Task.WhenAny(Task.WhenAll(_output, _errors), Task.Delay(DeathNotice, _time));
        var words = _lastWords.ToString();
        var ended = await _exit switch
        {
            WatchdogExitCode => $"exited with code {WatchdogExitCode}: its watchdog found a native call that never returned",
            > SignalExitCodes and var code => $"was killed by signal {code - SignalExitCodes}",
            var code => $"exited with code {code}",
        };
        return $"Server {ProcessId} ({_command.Executable}) {ended}. "
            + $"{(words.Length == 0 ? "It wrote nothing to stderr." : $"Its last words:\n{words}")}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            // Fails only when the process ended a moment ago, which is what is wanted.
            _ = Kill(ProcessId, Sigterm);
            if (!await WaitForExitAsync(_settings.StopTimeout))
            {
                _logger.LogWarning(
                    "Server {ProcessId} did not stop within {Seconds} s and is killed",
                    ProcessId,
                    _settings.StopTimeout.TotalSeconds
                );
                _process.Kill(entireProcessTree: true);
                await _exit;
            }
            else if (await _exit != 0)
            {
                _logger.LogWarning("{Epitaph}", await EpitaphAsync());
            }
        }
        _process.Dispose();
        _folder.Dispose();
    }

    /// <exception cref="EnvironmentException">It ended, says that it listens where nobody can, or does not come up in time.</exception>
    internal async Task WaitUntilItListensAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_ready.Task, _exit, Task.Delay(_settings.StartTimeout, _time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (_ready.Task.IsCompleted)
        {
            var text = await _ready.Task;
            try
            {
                Address = BridgeAddress.Parse(text);
            }
            catch (FormatException exception)
            {
                throw new EnvironmentException(
                    EnvironmentFault.Unavailable,
                    $"Server {_command.Executable} said '{ReadyPrefix}{text}'. {exception.Message}",
                    exception
                );
            }
            _logger.LogInformation("Server {ProcessId} listens on {Address}", ProcessId, Address);
            return;
        }
        if (HasExited)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, $"The server did not start. {await EpitaphAsync()}");
        }
        var words = _lastWords.ToString();
        throw new EnvironmentException(
            EnvironmentFault.DeadlineExceeded,
            $"Server {_command.Executable} did not print '{ReadyPrefix}<address>' within {_settings.StartTimeout.TotalSeconds} s."
                + (words.Length == 0 ? " It wrote nothing to stderr." : $" Its last words:\n{words}")
        );
    }

    private async ValueTask<bool> WaitForExitAsync(TimeSpan atMost) => await Task.WhenAny(_exit, Task.Delay(atMost, _time)) == _exit;

    // Asked once: the process object may be disposed while a session that broke still wants to know how it ended.
    private static async Task<int> ExitCodeAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void OnOutput(string line)
    {
        _logger.LogDebug("server {ProcessId}: {Line}", ProcessId, line);
        if (line.StartsWith(ReadyPrefix, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line[ReadyPrefix.Length..].Trim());
        }
    }

    // A supervised server ends when its standard input does: when the harness was killed and nobody else can stop it.
    private static Process Launch(string executable, ServerCommand command, ServerFolder folder) =>
        ChildProcess.Launch(
            $"Server {executable}",
            executable,
            [.. command.Arguments, "--listen", SocketAddress(folder)],
            [new("BLINDVLA_SUPERVISED", "1"), .. command.Environment]
        );

    private static string Locate(ServerCommand command)
    {
        var candidates = command.Executable.Contains('/')
            ? [Path.GetFullPath(command.Executable)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(':')
                .Select(folder => Path.Combine(folder, command.Executable))
                .ToArray();
        if (candidates.FirstOrDefault(File.Exists) is not { } found)
        {
            var where = command.Executable.Contains('/') ? "There is no such file." : "It is in no folder of PATH.";
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"Server {command.Executable} is missing. {where} {command.WhenMissing}"
            );
        }
        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(found) & AnyExecute) != 0
            ? found
            : throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"Server {found} is not executable. Make it so with: chmod +x {found}"
            );
    }

    private static string SocketAddress(ServerFolder folder) => $"unix:{folder.SocketPath}";

    // .NET can only kill with SIGKILL, which leaves a server no time to give the GPU back.
    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
