using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>The person at a workcell and the desk at which that person is asked.</summary>
internal sealed class Attendant : IAsyncDisposable
{
    private readonly PageDesk? _page;

    private Attendant(string name, bool laysScenes, IDesk desk, PageDesk? page)
    {
        (Operator, Desk, _page) = (new DeskOperator(name, laysScenes, desk), desk, page);
    }

    public IOperator Operator { get; }

    public IDesk Desk { get; }

    /// <summary>What the desk wants to see of an attempt; null for nothing.</summary>
    public Func<EpisodeSpec, string, IEpisodeObserver>? Watch => _page is null ? null : (_, _) => _page.Watch();

    /// <param name="workcell">Whether there are scenes to lay.</param>
    /// <param name="name">As the ledger is to say who judged.</param>
    /// <param name="port">Of the page; null for the console.</param>
    /// <exception cref="CommandException">The name is blank, or the port is taken.</exception>
    public static async Task<Attendant> OpenAsync(
        EnvironmentSpec workcell,
        string name,
        int? port,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new CommandException(ExitCode.Usage, "--operator: expected a name");
        var laysScenes = !workcell.Capabilities.SceneSettable;
        if (port is null)
            return new(name.Trim(), laysScenes, new TerminalDesk(console.Answers, console.Progress), page: null);
        var page = new PageDesk(port.Value, RunPlan.FilmCamera);
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
        return new(name.Trim(), laysScenes, page, page);
    }

    /// <summary>What a run shows of how it goes on: to whoever judges less than to others.</summary>
    /// <param name="most">Trials after which a run whose end nobody knows is over; null where all that is planned is run.</param>
    public static IRunProgress ProgressOf(Attendant? attendant, CommandConsole console, int workers, int? most = null) =>
        attendant is null
            ? new ConsoleProgress(console.Progress, workers, TimeProvider.System, most)
            : new BlindProgress(attendant.Desk, most);

    public ValueTask DisposeAsync() => _page?.DisposeAsync() ?? ValueTask.CompletedTask;
}
