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
    public IEnumerable<StageState> States()
    {
        var done = new HashSet<string>();
        foreach (var stage in experiment.Stages)
        {
            var record = StageRecord.Read(RecordOf(stage));
            var lost = record?.Files.Where(file => !File.Exists(Path.Combine(FolderOf(stage.Name), file))).ToList() ?? [];
            var isThere = Directory.Exists(FolderOf(stage.Name));
            var progress =
                record is null ? (isThere ? StageProgress.Begun : StageProgress.ToDo)
                : record.Digest != _digests[stage.Name] || !stage.Needs.All(done.Contains) ? StageProgress.Outdated
                : lost.Count > 0 || !isThere ? StageProgress.FilesGone
                : StageProgress.Done;
            if (progress == StageProgress.Done)
            {
                done.Add(stage.Name);
            }
            yield return new(stage, progress, lost.FirstOrDefault(), record?.Seconds, Words(stage));
        }
    }

    /// <summary>The folder holds things, and no stage was ever begun in it.</summary>
    public bool IsForeign =>
        Directory.Exists(folder)
        && Directory.EnumerateFileSystemEntries(folder).Any()
        && experiment.Stages.All(stage => !File.Exists(LogOf(stage)) && !File.Exists(RecordOf(stage)));

    /// <summary>Runs what is not done.</summary>
    /// <param name="jobs">Stages at a time.</param>
    /// <returns>Names of the stages that failed, in the order of the file; those that need them were not begun.</returns>
    public async Task<IReadOnlyList<string>> Run(int jobs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var waiting = new List<Stage>();
        foreach (var state in States())
        {
            var name = state.Stage.Name;
            if (state.IsDone)
            {
                _done.Add(name);
                output.WriteLine($"{name}: done before");
                continue;
            }
            waiting.Add(state.Stage);
            if (state.Progress == StageProgress.FilesGone)
            {
                output.WriteLine($"{name}: {Path.Combine(FolderOf(name), state.Lost ?? "")} is gone, so that it is run again");
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
        var log = LogOf(stage);
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
            new StageRecord(_digests[stage.Name], string.Join(' ', words), took.TotalSeconds, Files(stage)).Write(RecordOf(stage));
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

    /// <summary>What a stage made and others may need: the saves of a training that is done are not.</summary>
    private ImmutableArray<string> Files(Stage stage)
    {
        var made = FolderOf(stage.Name);
        var saves = Path.Combine(made, TrainingJob.StatesFolder) + Path.DirectorySeparatorChar;
        return
        [
            .. (Directory.Exists(made) ? Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories) : [])
                .Where(file => stage.Words[0] != "train" || !file.StartsWith(saves, StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(made, file))
                .Order(StringComparer.Ordinal),
        ];
    }

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

    private string LogOf(Stage stage) => Path.Combine(folder, $"{stage.Name}.log");

    private string RecordOf(Stage stage) => Path.Combine(folder, $"{stage.Name}.done.json");

    private static Dictionary<string, string> Digests(Experiment experiment, Installation installation)
    {
        var digests = new StageDigests(installation);
        return experiment.Stages.ToDictionary(stage => stage.Name, digests.Of);
    }
}
