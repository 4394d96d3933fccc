using BlindVla.Bridge;
using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary>Who attends to a workcell, and the desk at which a person is asked.</summary>
internal sealed class Attendant : IAsyncDisposable
{
    private readonly PageDesk? _page;
    private readonly ExpectedScenes? _expected;
    private readonly DeskStop? _stop;

    private Attendant(IOperator attends, IDesk? desk, PageDesk? page, ExpectedScenes? expected, DeskStop? stop) =>
        (Operator, Desk, _page, _expected, _stop) = (attends, desk, page, expected, stop);

    public IOperator Operator { get; }

    /// <summary>Where whoever judges is told how the run goes on; null where that is nobody who could favour anything.</summary>
    public IDesk? Desk { get; }

    /// <summary>What the desk wants to see of an attempt, what is kept of it for whoever doubts a judgement later, and what ends one where
    /// the desk's stop is pressed.</summary>
    public IEnumerable<Func<EpisodeSpec, string, IEpisodeObserver>> WatchersIn(EnvironmentSpec workcell, RunFolder folder) =>
        [
            .. _stop is { } stop ? [(_, _) => stop.Watch()] : Array.Empty<Func<EpisodeSpec, string, IEpisodeObserver>>(),
            .. HasCamera(workcell)
                ? [new TrialPictures(Path.Combine(folder.Path, RunFolder.PictureFolder), RunPlan.FilmCamera).Watch]
                : Array.Empty<Func<EpisodeSpec, string, IEpisodeObserver>>(),
            .. Desk is TerminalDesk terminal ? [(_, _) => terminal.Listen()] : Array.Empty<Func<EpisodeSpec, string, IEpisodeObserver>>(),
            .. _page is { } page ? [(_, _) => page.Watch()] : Array.Empty<Func<EpisodeSpec, string, IEpisodeObserver>>(),
        ];

    /// <summary>The pictures that are wanted: for the desk's page, and to be kept where there are any.</summary>
    public IReadOnlyList<CameraRequest> CamerasIn(EnvironmentSpec workcell) =>
        _page is null && !HasCamera(workcell) ? [] : [RunPlan.FilmCamera];

    /// <summary>An emulated world attends to itself.</summary>
    public static Attendant Of(EmulatorProcess emulator) => new(new TestOperator(emulator, person: null), null, null, null, null);

    /// <param name="workcell">Whether there are scenes to lay.</param>
    /// <param name="world">Whether it can be stopped.</param>
    /// <param name="draw">What draws how a scene should look, for somebody who is told why it does not; null for nothing.</param>
    /// <param name="name">As the ledger is to say who judged.</param>
    /// <param name="port">Of the page; null for the console.</param>
    /// <exception cref="CommandException">The name is blank, or the port is taken.</exception>
    public static async Task<Attendant> OpenAsync(
        EnvironmentSpec workcell,
        IEnvironmentSource world,
        Func<Action<string>, ExpectedScenes>? draw,
        string name,
        int? port,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new CommandException(ExitCode.Usage, "--operator: expected a name");
        var emulator = (world as RigWorld)?.Emulator;
        var laysScenes = emulator is null && !workcell.Capabilities.SceneSettable;
        var stop = new DeskStop(world as IEmergencyStop);
        if (port is null)
            return At(new TerminalDesk(console.Answers, console.Progress, stop), page: null);
        var page = new PageDesk(port.Value, RunPlan.FilmCamera, stop);
        try
        {
            await page.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await page.DisposeAsync();
            throw new CommandException(ExitCode.Usage, $"--page {port}: {e.Message}");
        }
        console.Progress.WriteLine($"The desk: {page.Address}");
        return At(page, page);

        Attendant At(IDesk desk, PageDesk? page)
        {
            var expected = laysScenes ? draw?.Invoke(desk.Say) : null;
            var moves = emulator is null && workcell.Capabilities.RealTime;
            var person = new DeskOperator(name.Trim(), laysScenes, desk, stop, expected is null ? null : expected.DrawAsync, moves);
            return new(emulator is null ? person : new TestOperator(emulator, person), desk, page, expected, stop);
        }
    }

    /// <summary>What a run shows of how it goes on: to whoever judges less than to others.</summary>
    /// <param name="most">Trials after which a run whose end nobody knows is over; null where all that is planned is run.</param>
    public static IRunProgress ProgressOf(Attendant? attendant, CommandConsole console, int workers, int? most = null) =>
        attendant?.Desk is { } desk
            ? new BlindProgress(desk, most)
            : new ConsoleProgress(console.Progress, workers, TimeProvider.System, most);

    private static bool HasCamera(EnvironmentSpec workcell) => workcell.Cameras.Any(camera => camera.Name == RunPlan.FilmCamera.Name);

    public async ValueTask DisposeAsync()
    {
        if (_expected is not null)
            await _expected.DisposeAsync();
        if (_page is not null)
            await _page.DisposeAsync();
        _stop?.Dispose();
    }
}
