using System.Collections.Immutable;
using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla film</c>: a recorded film, or two side by side, as a file for slides.</summary>
internal static class FilmCommand
{
    private const string Gif = ".gif";

    public static Command Create(Installation installation)
    {
        var folder = new Argument<string>("RUN") { Description = "The run's folder." };
        var episodeId = new Argument<string>("EPISODE") { Description = "The episode's id, as in episodes.csv." };
        var policyName = new Option<string?>("--policy")
        {
            Description = "Whose film; needed where the run has several policies.",
            HelpName = "NAME",
        };
        var other = new Option<string?>("--with")
        {
            Description = "Beside it the film of the same episode under another policy of the run, or of another run.",
            HelpName = "NAME|RUN|RUN:NAME",
        };
        var forPeople = new Option<bool>("--for-people")
        {
            Description =
                "Film it anew, 640x480 with soft shadows and smooth edges: the recorded actions are done again in the simulator, and what "
                + "happens must be what was recorded. Needs no recorded film.",
        };
        var gif = new Option<bool>("--gif") { Description = "As GIF: large, but it plays everywhere." };
        var mp4 = new Option<bool>("--mp4") { Description = $"As MP4 (H.264), which needs {Mp4.Program}; the default." };
        var output = new Option<string?>("--out")
        {
            Description = "The file. Default: the episode's name in the working folder.",
            HelpName = "FILE",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a film that is there already." };
        var command = new Command("film", "Write a recorded film, or two of one episode side by side, as a file for slides.")
        {
            folder,
            episodeId,
            policyName,
            other,
            forPeople,
            gif,
            mp4,
            output,
            overwrite,
        }.WithExamples(
            "./blindvla film results/runs/both ood/put-on-plate/vision/image/0003 --policy naive --with align --mp4",
            "./blindvla film results/runs/a put-on-plate/put-on-plate/id/0001 --with results/runs/b --gif --out pair.gif",
            "./blindvla film results/runs/a put-on-plate/put-on-plate/id/0001 --for-people --out slide.mp4"
        );
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var run = RecordedRun.Open(parse.GetValue(folder)!);
                var id = parse.GetValue(episodeId)!;
                if (parse.GetValue(gif) && parse.GetValue(mp4))
                    throw new CommandException(ExitCode.Usage, "--gif and --mp4: a film is written in one form at a time");
                var extension = parse.GetValue(gif) ? Gif : RunFolder.Mp4Extension;
                var file = parse.GetValue(output) ?? TrialFile.Name(id) + extension;
                if (Path.GetExtension(file) != extension)
                    throw new CommandException(
                        ExitCode.Usage,
                        $"--out {file}: expected the ending {extension}, in which the film is written; --gif and --mp4 choose another"
                    );
                List<ComparisonSide> sides = [new(run, Sides.Recorded(run, parse.GetValue(policyName), "--policy NAME"))];
                if (parse.GetValue(other) is { } with)
                    sides.Add(
                        run.Record.Identity.Policies.FirstOrDefault(policy => policy.Name == with) is { } same
                            ? new(run, same)
                            : OfAnotherRun(run, with)
                    );
                if (sides is [var one, var two] && Acting(one) == Acting(two))
                    throw new CommandException(
                        ExitCode.Usage,
                        $"--with {parse.GetValue(other)}: that is what is filmed already, and both halves would be the same"
                    );
                if (!parse.GetValue(overwrite))
                    OutputFile.RequireNew(file, output.Name);
                OutputFile.Require(file);
                if (parse.GetValue(forPeople))
                {
                    foreach (var side in sides)
                        RequireCarriedOut(side, id);
                    var folder = Directory.CreateTempSubdirectory("blindvla-film-");
                    try
                    {
                        var films = await FilmAnewAsync(installation, sides, id, folder.FullName, Invocation.Of(parse), cancellationToken);
                        Write(Path.GetFullPath(file), films);
                    }
                    finally
                    {
                        folder.Delete(recursive: true);
                    }
                }
                else
                {
                    Write(Path.GetFullPath(file), [.. sides.Select(side => Find(side, id))]);
                }
                parse.InvocationConfiguration.Output.WriteLine(Path.GetFullPath(file));
                return ExitCode.Success;
            }
        );
        return command;
    }

    /// <exception cref="CommandException">There is no such run; one of the policies that are named may be meant.</exception>
    private static ComparisonSide OfAnotherRun(RecordedRun run, string with) =>
        Sides.IsRun(with, baselines: null)
            ? Sides.Located(with, "--with RUN:NAME")
            : throw new CommandException(
                ExitCode.Usage,
                $"--with {with}: neither a run nor a policy of {run.Path}; "
                    + NearestNames.Suggest(with, run.Record.Identity.Policies.Select(policy => policy.Name))
            );

    private static (string Run, string Policy) Acting(ComparisonSide side) => (Path.GetFullPath(side.Run.Path), side.Checkpoints[0].Name);

    private static TrialRecord TrialOf(ComparisonSide side, string episode) => side.Run.Trial(new(episode, side.Checkpoints[0].Name));

    /// <summary>Of an errored trial no action was recorded that could be done again.</summary>
    private static void RequireCarriedOut(ComparisonSide side, string id)
    {
        var trial = TrialOf(side, id);
        if (trial.Outcome == Outcome.Errored)
            throw new CommandException(
                ExitCode.Usage,
                $"{trial.Key} of {side.Run.Path} is errored, so that there is nothing to film; eval --resume runs it again"
            );
    }

    private static async Task<ImmutableArray<Film>> FilmAnewAsync(
        Installation installation,
        List<ComparisonSide> sides,
        string id,
        string folder,
        CommandConsole console,
        CancellationToken cancellationToken
    )
    {
        using var log = new RunLog(TimeProvider.System, echo: null);
        await using var environments = FilmForPeople.Simulator(installation, log);
        var films = ImmutableArray.CreateBuilder<Film>(sides.Count);
        foreach (var (number, side) in sides.Index())
        {
            var trial = TrialOf(side, id);
            var error = console.Progress;
            error.WriteLine($"filming {trial.Key} anew, {trial.Steps} steps");
            void Show(int step)
            {
                if (error.TerminalWidth is not null)
                    error.Write($"{ConsoleProgress.EraseLine}{(step < trial.Steps ? $"step {step} of {trial.Steps}" : "")}");
            }
            // Two runs may call their policies the same.
            var mine = Path.Combine(folder, $"{number}");
            films.Add(
                await FilmForPeople.MakeAsync(
                    installation,
                    environments,
                    side.Run,
                    side.Checkpoints[0],
                    trial,
                    mine,
                    Show,
                    cancellationToken
                )
            );
        }
        return films.MoveToImmutable();
    }

    private static Film Find(ComparisonSide side, string episode)
    {
        var trial = TrialOf(side, episode);
        return Film.Of(side.Run, trial.Key)
            ?? throw new CommandException(
                ExitCode.Usage,
                $"{side.Run.Path} has no film of {trial.Key}; --for-people films the recorded actions anew, and eval --video all films "
                    + "every trial"
            );
    }

    private static void Write(string path, ImmutableArray<Film> films)
    {
        try
        {
            var frames = Film.SideBySide([.. films.Select(film => film.Frames())]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (Path.GetExtension(path) == Gif)
                AtomicFile.Write(path, AnimatedGif.Encode(frames, films[0].Period));
            else
                Mp4.Write(path, frames, films[0].Period);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Infrastructure, $"cannot write {path}: {FileFault.Reason(e)}");
        }
    }
}
