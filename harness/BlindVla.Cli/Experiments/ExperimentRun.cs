using System.Collections.Immutable;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>
/// An experiment in a folder: every stage has a folder of its own in it, a log, and a record when it is done. Stages whose needs are done
/// run side by side, each a process of its own, so that one that dies takes no other with it.
/// </summary>
/// <param name="start">Runs a command to its end, writing to a log; gives its exit code.</param>
internal sealed class ExperimentRun(
    Experiment experiment,
    Installation installation,
    string folder,
    Func<IReadOnlyList<string>, string, CancellationToken, Task<int>> start,
    TextWriter output,
    TimeProvider time
)
{
    private readonly Dictionary<string, string> _digests = Digests(experiment, installation);
    private readonly HashSet<string> _failed = [];
    private readonly HashSet<string> _done = [];

    /// <summary>What the stages are, and which of them are done.</summary>
    public IEnumerable<StageState> States() =>
        experiment.Stages.Select(stage => new StageState(
            stage,
            IsDone(stage),
            Directory.Exists(FolderOf(stage.Name)),
            StageRecord.Read(RecordOf(stage))?.Seconds,
            Words(stage)
        ));

    /// <summary>Runs what is not done.</summary>
    /// <param name="jobs">Stages at a time.</param>
    /// <returns>Names of the stages that failed, in the order of the file; those that need them were not begun.</returns>
    public async Task<IReadOnlyList<string>> Run(int jobs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var waiting = new List<Stage>();
        foreach (var stage in experiment.Stages)
        {
            if (IsReady(stage) && IsDone(stage))
            {
                _done.Add(stage.Name);
                output.WriteLine($"{stage.Name}: done before");
            }
            else
            {
                waiting.Add(stage);
            }
        }
        var running = new List<Task<(Stage Stage, int Code)>>();
        while (true)
        {
            foreach (
                var stage in waiting.Where(IsReady).Take(cancellationToken.IsCancellationRequested ? 0 : jobs - running.Count).ToList()
            )
            {
                waiting.Remove(stage);
                running.Add(RunStage(stage, cancellationToken));
            }
            if (running.Count == 0)
            {
                break;
            }
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            var (over, code) = await ended;
            (IsAnswer(over, code) ? _done : _failed).Add(over.Name);
        }
        cancellationToken.ThrowIfCancellationRequested();
        return [.. experiment.Stages.Select(stage => stage.Name).Where(_failed.Contains)];
    }

    private async Task<(Stage, int)> RunStage(Stage stage, CancellationToken cancellationToken)
    {
        var words = Words(stage);
        var log = Path.Combine(folder, $"{stage.Name}.log");
        output.WriteLine($"{stage.Name}: {string.Join(' ', words)}");
        if (stage.Words[0] is "gate" or "compare" or "probe")
        {
            // They make no folder themselves; what they are told to write may lie in it, and it says that the stage was run.
            Directory.CreateDirectory(FolderOf(stage.Name));
        }
        var began = time.GetTimestamp();
        var code = await start(words, log, cancellationToken);
        var took = time.GetElapsedTime(began);
        if (IsAnswer(stage, code))
        {
            new StageRecord(_digests[stage.Name], string.Join(' ', words), took.TotalSeconds).Write(RecordOf(stage));
        }
        var answer = code == ExitCode.Success ? "" : $", with exit code {code}";
        output.WriteLine(
            IsAnswer(stage, code)
                ? $"{stage.Name}: done in {(int)took.TotalHours}:{took:mm\\:ss}{answer}"
                : $"{stage.Name}: exit code {code}; see {log}"
        );
        return (stage, code);
    }

    /// <summary>A gate that finds a regression, or cannot say, has done what it was asked to.</summary>
    private static bool IsAnswer(Stage stage, int code) =>
        code == ExitCode.Success || (stage.Words[0] is "gate" or "report" && code is ExitCode.Negative or ExitCode.Inconclusive);

    private bool IsReady(Stage stage) => stage.Needs.All(_done.Contains);

    private bool IsDone(Stage stage) =>
        Directory.Exists(FolderOf(stage.Name)) && StageRecord.Read(RecordOf(stage))?.Digest == _digests[stage.Name];

    /// <summary>A run of eval that was interrupted has to be told to go on, and a report to replace its page; the other commands do by
    /// themselves.</summary>
    private ImmutableArray<string> Words(Stage stage)
    {
        var words = stage.In(FolderOf);
        return (words[0], Directory.Exists(FolderOf(stage.Name))) switch
        {
            ("eval", true) => words.Add("--resume"),
            ("report", true) => words.Add("--overwrite"),
            _ => words,
        };
    }

    private string FolderOf(string stage) => Path.Combine(folder, stage);

    private string RecordOf(Stage stage) => Path.Combine(folder, $"{stage.Name}.done.json");

    private static Dictionary<string, string> Digests(Experiment experiment, Installation installation)
    {
        var digests = new StageDigests(installation);
        return experiment.Stages.ToDictionary(stage => stage.Name, digests.Of);
    }
}
