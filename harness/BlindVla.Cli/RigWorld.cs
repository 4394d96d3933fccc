using BlindVla.Bridge;
using BlindVla.Control;
using BlindVla.Core;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>The world of a rig: its arm behind <c>blindvla-widowx-server</c>, and where it is emulated, what is emulated. When this is
/// disposed the arm goes to its rest, unless something stopped it.</summary>
internal sealed class RigWorld : IEnvironmentSource, IEmergencyStop
{
    // The way to rest takes as long as it takes, and ends before the server does.
    private static readonly ServerSettings Settings = new() { StopTimeout = TimeSpan.FromMinutes(2), MaxRestarts = 0 };

    private readonly RigProgram _program;
    private readonly LoggerFactory _loggers;
    private readonly ServerPool _server;

    private RigWorld(RigProgram program, ServerCommand command, RunLog log, ConsoleWriter error)
    {
        _program = program;
        _loggers = new([log, new WarningEcho(error)], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        _server = new(command, servers: 1, Settings, new(), TimeProvider.System, _loggers.CreateLogger<ServerPool>());
    }

    /// <summary>What attends to an emulated world; null where the arm is real.</summary>
    public EmulatorProcess? Emulator => _program.Emulator;

    /// <param name="isDry">The servos are asked and never told anything.</param>
    public static async Task<RigWorld> OpenAsync(
        ArmRig rig,
        bool isDry,
        Installation installation,
        RunLog log,
        ConsoleWriter error,
        CancellationToken cancellationToken
    )
    {
        error.WriteLine(
            isDry ? $"rig {rig.Name}, a dry run: its servos are told nothing" : $"rig {rig.Name}: its servos are about to hold the arm"
        );
        var program = await RigProgram.OpenAsync(rig, installation, log, cancellationToken);
        var command = new ServerCommand(
            installation.WidowXServer,
            ["--rig", program.File, "--assets", installation.Assets, .. isDry ? ["--dry-run"] : Array.Empty<string>()]
        )
        {
            WhenMissing = RigProgram.WhenMissing,
        };
        return new(program, command, log, error);
    }

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => _server.DescribeAsync(cancellationToken);

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken) =>
        _server.OpenAsync(worker, cancellationToken);

    public ValueTask<bool> StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public ValueTask<string?> EndStopAsync(CancellationToken cancellationToken) => _server.EndStopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _loggers.Dispose();
        await _program.DisposeAsync();
    }

    /// <summary>How an arm is left is for whoever stands by it to know.</summary>
    private sealed class WarningEcho(ConsoleWriter error) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                error.WriteLine(formatter(state, exception));
        }
    }
}
