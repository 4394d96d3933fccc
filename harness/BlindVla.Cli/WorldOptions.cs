using System.CommandLine;
using BlindVla.Bridge;
using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>The options that say which world episodes run in.</summary>
/// <param name="withRigs">A rig can be one.</param>
internal sealed class WorldOptions(Installation installation, bool withRigs = false)
{
    // GiB that the server holds once it has drawn a scene: 0.3 with llvmpipe.
    private const double LeastServerMemory = 0.3;

    private readonly Option<string?> _rig = new("--rig")
    {
        Description =
            "Use the arm of this rig (see rig list) or rig file: its server is started, and its arm goes to rest at the end. "
            + "'emulated' needs no arm, and nobody who attends.",
        HelpName = "RIG",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description =
            "With --rig: everything but motion. The servos are asked and never told anything; what the arm would do is taken for done.",
    };

    private readonly Option<string?> _bridge = new("--bridge")
    {
        Description = "Use the server at this address instead of starting one: unix:PATH, tcp:HOST:PORT or https://HOST:PORT.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _tokenFile = TokenFile();

    private readonly Option<double> _patience = Options.Number(
        "--patience",
        "Seconds that a --bridge server may be gone in mid-run before the run stops; it is asked again after longer and longer waits.",
        "S",
        otherwise: new BridgeSettings().Patience.TotalSeconds,
        least: 0,
        most: 86_400
    );

    private readonly Option<string> _server = new("--server")
    {
        Description = "The server program to start.",
        DefaultValueFactory = _ => installation.Server,
        HelpName = "FILE",
    };

    private readonly Option<string> _assets = new("--assets")
    {
        Description = "The folder of models and pictures it serves.",
        DefaultValueFactory = _ => installation.Assets,
        HelpName = "DIR",
    };

    private readonly Option<int?> _servers = Options.NumberOrNone<int>(
        "--servers",
        "Server processes to start. Default: one per worker, at most one per core, since a processor draws one picture per process "
            + "at a time; "
            + "one is enough on a GPU.",
        "N",
        least: 1
    );

    private readonly Option<int?> _recycle = Options.NumberOrNone<int>(
        "--recycle-after",
        "Episodes that a server process begins before it is replaced by a new one, between two episodes. Default: any number. "
            + "No result depends on it.",
        "N",
        least: 1
    );

    private readonly Option<double?> _serverMemory = Options.NumberOrNone<double>(
        "--server-memory",
        "GiB of memory that a server process may hold; one that holds more is replaced likewise, and one holds 0.3 from the beginning. "
            + "Default: half of this machine's, shared among the servers.",
        "GIB",
        least: 0.01,
        most: 1 << 20
    );

    private readonly Option<string> _gl = Options.Word("--gl", "How the server draws.", "auto", "egl", "osmesa");

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = $"Show on the error stream what {RunFolder.LogFile} is told: servers, attempts that broke off, stack traces.",
    };

    private Option[] All =>
        [
            .. withRigs ? [_rig, _dryRun] : Array.Empty<Option>(),
            _bridge,
            _tokenFile,
            _patience,
            _server,
            _assets,
            _servers,
            _recycle,
            _serverMemory,
            _gl,
            _verbose,
        ];

    /// <summary>Those of these options that were typed.</summary>
    public IEnumerable<string> Given(ParseResult parse) =>
        All.Where(option => parse.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>Where servers and sessions say what happens to them; to be disposed after them.</summary>
    public RunLog Log(ParseResult parse)
    {
        var error = Invocation.Of(parse).Progress;
        // On a terminal there may be a progress bar on the line.
        var erase = error.TerminalWidth is null ? "" : ConsoleProgress.EraseLine;
        return new(TimeProvider.System, parse.GetValue(_verbose) ? entry => error.Write(erase + entry) : null);
    }

    /// <summary>The server is one that is not started here.</summary>
    public bool IsSomebodyElses(ParseResult parse) => parse.GetValue(_bridge) is not null;

    /// <summary>The rig that is named; null where none is.</summary>
    /// <exception cref="BlindVla.Files.InputException">There is no such rig, or it is wrong.</exception>
    public ArmRig? RigOf(ParseResult parse) => parse.GetValue(_rig) is { } name ? Rigs.Library(installation).Load(name) : null;

    /// <summary>The source of environments, of a rig where one is named: the emulator of an emulated rig is started at once.</summary>
    /// <exception cref="BlindVla.Files.InputException">There is no such rig, or it is wrong.</exception>
    public async Task<IEnvironmentSource> OpenAsync(ParseResult parse, WorkerRange workers, RunLog log, CancellationToken cancellationToken)
    {
        if (RigOf(parse) is not { } rig)
        {
            return parse.GetValue(_dryRun)
                ? throw new CommandException(ExitCode.Usage, "--dry-run: say with --rig of which arm")
                : Open(parse, workers, log);
        }
        if (Given(parse).Except([_rig.Name, _dryRun.Name, _verbose.Name]).FirstOrDefault() is { } other)
            throw new CommandException(ExitCode.Usage, $"{other}: --rig starts the rig's own server");
        var error = Invocation.Of(parse).Progress;
        return await RigWorld.OpenAsync(rig, parse.GetValue(_dryRun), installation, log, error, cancellationToken);
    }

    /// <summary>The source of environments; nothing is started before the first is asked for.</summary>
    /// <param name="workers">Episodes at a time.</param>
    public IEnvironmentSource Open(ParseResult parse, int workers, RunLog log) => Open(parse, WorkerRange.Exactly(workers), log);

    /// <summary>The source of environments; nothing is started before the first is asked for.</summary>
    public IEnvironmentSource Open(ParseResult parse, WorkerRange workers, RunLog log)
    {
        if (parse.GetValue(_bridge) is { } address)
        {
            if (Given(parse).Intersect([_recycle.Name, _serverMemory.Name]).FirstOrDefault() is { } other)
                throw new CommandException(ExitCode.Usage, $"{other} is for servers that are started here; --bridge uses somebody else's");
            var settings = new BridgeSettings
            {
                TokenFile = parse.GetValue(_tokenFile),
                Patience = TimeSpan.FromSeconds(parse.GetValue(_patience)),
            };
            return Connect("--bridge", address, settings, log);
        }
        if (parse.GetValue(_tokenFile) is not null)
            throw new CommandException(
                ExitCode.Usage,
                "--token-file is for the server of --bridge; one that is started here needs no token"
            );
        if (parse.GetResult(_patience) is { Implicit: false })
            throw new CommandException(
                ExitCode.Usage,
                "--patience is for the server of --bridge; one that is started here is started again at once"
            );
        return Simulator(parse, workers, log);
    }

    /// <summary>The simulator that is built here, whatever the world is, for one episode at a time.</summary>
    public IEnvironmentSource Simulator(ParseResult parse, RunLog log) => Simulator(parse, WorkerRange.Exactly(1), log);

    private ServerPool Simulator(ParseResult parse, WorkerRange workers, RunLog log)
    {
        var servers = parse.GetValue(_servers) ?? Math.Min(workers.First, Environment.ProcessorCount);
        if (servers > workers.First)
            throw new CommandException(
                ExitCode.Usage,
                $"--servers {servers}: {RunPlan.Of(workers.First, "episode", "episodes")} at a time cannot use more than {workers.First}; "
                    + "raise --workers"
            );
        var machine = MachineBytes / (double)(1L << 30);
        if (parse.GetValue(_serverMemory) is { } ceiling && (ceiling < LeastServerMemory || ceiling * servers > machine))
            Invocation
                .Of(parse)
                .Progress.WriteLine(
                    ceiling < LeastServerMemory
                        ? $"{_serverMemory.Name} {ceiling}: a server holds more by itself, and will be replaced after every episode"
                        : $"{_serverMemory.Name} {ceiling}: {servers} server{(servers == 1 ? "" : "s")} with so much would hold more than "
                            + $"the {machine:0.0} GiB of this machine"
                );
        var sessions = (workers.Most + servers - 1) / servers;
        var settings = new ServerSettings
        {
            MaxEpisodes = parse.GetValue(_recycle),
            MaxResidentBytes = parse.GetValue(_serverMemory) is { } gibibytes ? (long)(gibibytes * (1L << 30)) : FairShare(servers),
        };
        return Simulator(parse.GetValue(_server)!, parse.GetValue(_assets)!, parse.GetValue(_gl)!, servers, sessions, settings, log);
    }

    private static long MachineBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes that each of so many servers may hold, and as much again is left for policies and pictures.</summary>
    private static long FairShare(int servers) => MachineBytes / 2 / servers;

    /// <summary>The same for who has no options to say of it.</summary>
    /// <param name="pictures">Arguments that change how it draws; none for what policies are shown.</param>
    public static IEnvironmentSource Simulator(Installation installation, RunLog log, params string[] pictures) =>
        Simulator(installation.Server, installation.Assets, gl: "auto", servers: 1, sessions: 1, new(), log, pictures);

    private static ServerPool Simulator(
        string server,
        string assets,
        string gl,
        int servers,
        int sessions,
        ServerSettings settings,
        RunLog log,
        params string[] pictures
    )
    {
        // One session more than the workers need, since a session that broke may end after its successor begins.
        var command = new ServerCommand(
            server,
            ["--assets", assets, "--max-sessions", $"{sessions + 1}", "--gl", gl, "--die-with-parent", .. pictures]
        )
        {
            WhenMissing = "Any ./blindvla command but doctor builds it; ./blindvla doctor says what is missing.",
        };
        return new ServerPool(command, servers, settings, new(), TimeProvider.System, Loggers(log).CreateLogger<ServerPool>());
    }

    public static Option<string?> TokenFile() =>
        new("--token-file") { Description = "File with the bearer token of an https bridge.", HelpName = "FILE" };

    /// <summary>A server that somebody else runs.</summary>
    /// <param name="option">Where its address was typed, for errors.</param>
    public static RemoteServer Connect(string option, string address, BridgeSettings settings, RunLog log) =>
        new(ParseAddress(option, address), settings, TimeProvider.System, Loggers(log).CreateLogger<RemoteServer>());

    private static LoggerFactory Loggers(RunLog log) => new([log], new LoggerFilterOptions { MinLevel = LogLevel.Debug });

    private static BridgeAddress ParseAddress(string option, string text)
    {
        try
        {
            return BridgeAddress.Parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or EnvironmentException)
        {
            throw new CommandException(ExitCode.Usage, $"{option}: {e.Message}");
        }
    }
}
