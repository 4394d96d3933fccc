using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// A recipe with what it is given: opened, checked, carried out, and its result written. The same folder goes on where it was interrupted;
/// whatever would make it another run is refused.
/// </summary>
public sealed class TrainingJob : IDisposable
{
    /// <summary>Folder of the result, in a run's folder.</summary>
    public const string CheckpointFolder = "checkpoint";

    /// <summary>Of the saves that an interrupted run goes on from, in a run's folder; nobody needs them when it is done.</summary>
    public const string StatesFolder = "states";

    private const string StartFolder = "start";

    /// <summary>Of what teachers see, beside the runs: whoever asks the same teacher about the same data need not ask again.</summary>
    private const string TeachersFolder = "teachers";

    /// <summary>Of the low-rank updates alone, in a run's folder.</summary>
    private const string AdapterFolder = "adapter";

    private readonly Recipe _recipe;
    private readonly TrainingInputs _inputs;
    private readonly TrainingRun _run;
    private readonly string _start;
    private readonly DatasetStatisticsFile? _statistics;
    private readonly ITeacher? _teacher;
    private readonly List<TeacherFeatures> _features;
    private readonly Func<string> _card;
    private readonly TimeProvider _time;
    private readonly RunLock _lock;

    private TrainingJob(
        Recipe recipe,
        TrainingInputs inputs,
        TrainingRun run,
        string start,
        DatasetStatisticsFile? statistics,
        ITeacher? teacher,
        List<TeacherFeatures> features,
        Func<string> card,
        TimeProvider time,
        RunLock held
    ) =>
        (_recipe, _inputs, _run, _start, _statistics, _teacher, _features, _card, _time, _lock) = (
            recipe,
            inputs,
            run,
            start,
            statistics,
            teacher,
            features,
            card,
            time,
            held
        );

    /// <summary>Steps that were made.</summary>
    public long Step => _run.Step;

    public Recipe Recipe => _recipe;

    /// <summary>The steps themselves.</summary>
    internal TrainingRun Training => _run;

    /// <summary>Files with the rows of the steps that were made, which are not there: they begin anew.</summary>
    public IReadOnlyList<string> LostLogs =>
        Step == 0 ? [] : [.. RunLogFiles.Names.Append(EventFile.FileName).Where(name => !File.Exists(Path.Combine(_inputs.Output, name)))];

    private string Result => Path.Combine(_inputs.Output, CheckpointFolder);

    private string Adapter => Path.Combine(_inputs.Output, AdapterFolder);

    /// <summary>Whether the last step was made and all files of its checkpoint are there: nothing is left to do.</summary>
    /// <exception cref="CheckpointException">One is not what was written.</exception>
    public bool IsDone()
    {
        List<(string Folder, string Weights)> results =
        [
            (Result, Checkpoint.SingleFile),
            .. _recipe.Lora is null ? [] : (ReadOnlySpan<(string, string)>)[(Adapter, LoraAdapter.WeightsFileName)],
        ];
        if (Step < _recipe.Steps || results.Exists(result => FileDigests.Missing(result.Folder, result.Weights) is not null))
        {
            return false;
        }
        foreach (var (folder, weights) in results)
        {
            FileDigests.Require(folder, weights, $"remove {folder}: the same command writes it anew from the last save");
        }
        return true;
    }

    /// <exception cref="TrainingException">Inputs are missing, too many, or not those that the folder was begun with.</exception>
    /// <exception cref="DataSetException">A data set is damaged.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static TrainingJob Open(Recipe recipe, TrainingInputs inputs, TimeProvider time)
    {
        TorchNative.Require();
        set_num_threads(inputs.Threads);
        Check(recipe, inputs);
        var opened = TrainingData.Open(recipe, inputs);
        var held = new RunLock(inputs.Output);
        try
        {
            return Open(recipe, inputs, opened, time, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static TrainingJob Open(Recipe recipe, TrainingInputs inputs, TrainingData opened, TimeProvider time, RunLock held)
    {
        var (sets, validation, statistics) = opened;
        var identity = RunIdentity.Claim(inputs.Output, recipe, inputs);
        var start = inputs.Start ?? Path.Combine(inputs.Output, StartFolder);
        if (inputs.Start is null)
        {
            Begin(start, recipe, [.. sets.Values]);
        }
        var point = new StartingPoint(start);
        var teacher = recipe.Losses.Align is { } align
            ? Teachers.Open(align.Teacher, start, inputs.Teacher, point.Config, recipe.Seed)
            : null;
        var features = new List<TeacherFeatures>();
        ISampleSource Source(LeRobotDataSet set, DataKind kind, Augmentation? augmentation, string name, string folder, int stride)
        {
            ISampleSource source =
                kind == DataKind.Questions
                    ? new QuestionSource(set, point.Images, point.Conversation, augmentation)
                    : new ActionSource(set, statistics!.Actions, point.Images, point.Conversation, augmentation);
            if (teacher is null)
            {
                return source;
            }
            var seen = new TeacherFeatures(
                Path.Combine(Path.GetDirectoryName(Path.GetFullPath(inputs.Output))!, TeachersFolder),
                teacher,
                name,
                $"{RunIdentity.OfData(folder)} {point.ImagesDigest}",
                set.Frames,
                stride,
                frame => point.Images.Square(set.Picture(frame))
            );
            features.Add(seen);
            return new TaughtSource(source, seen);
        }
        ImmutableArray<string> names =
        [
            // Not of the validation set: what is looked at must change nothing.
            .. sets.Values.SelectMany(Names).Distinct().Order(StringComparer.Ordinal),
        ];
        var run = new TrainingRun(
            recipe,
            point,
            [
                .. recipe.Data.Select(data =>
                    Source(
                        sets[data.Name],
                        data.Kind,
                        recipe.Augmentation,
                        data.Name,
                        inputs.Data[data.Name],
                        recipe.Losses.Align?.Every ?? 1
                    )
                ),
            ],
            validation is null
                ? null
                : Source(
                    validation,
                    recipe.Data[0].Kind,
                    augmentation: null,
                    "validation",
                    inputs.Validation!,
                    Validation.Stride(validation.Frames)
                ),
            names,
            Path.Combine(inputs.Output, StatesFolder),
            time,
            teacher?.Width
        );
        return new(recipe, inputs, run, start, statistics, teacher, features, Card, time, held);

        string Card() =>
            ModelCard.Of(
                recipe,
                identity,
                [
                    .. recipe.Data.Select(data =>
                        CardDataOf(data.Name, $"{data.Kind}".ToLowerInvariant(), sets[data.Name], identity.Data[data.Name])
                    ),
                    .. validation is null
                        ? []
                        : (CardData[])[CardDataOf("validation", "looked at", validation, RunIdentity.OfData(inputs.Validation!))],
                ],
                RunLogFiles.Last(Path.Combine(inputs.Output, RunLogFiles.StepsFile)),
                RunLogFiles.Last(Path.Combine(inputs.Output, RunLogFiles.ValidationsFile))
            );

        static CardData CardDataOf(string name, string use, LeRobotDataSet set, string sha256) =>
            new(name, use, set.Episodes.Length, set.Frames, set.Format.FramesPerSecond, sha256);
    }

    /// <summary>Goes on until the recipe is done, or it is cancelled. Done, the checkpoint is written.</summary>
    /// <returns>Whether the recipe is done.</returns>
    public bool Run(ITrainingObserver observer, CancellationToken cancellationToken)
    {
        // All before the first step: a teacher would be in the way of the student's caches.
        if (!_features.TrueForAll(features => features.Complete(observer.OnFeatures, cancellationToken)))
        {
            return false;
        }
        _run.Run(
            new Observers([new RunLogFiles(_inputs.Output, _run.Step), new EventFile(_inputs.Output, _run.Step, _time), observer]),
            cancellationToken
        );
        if (_run.Step < _recipe.Steps)
        {
            return false;
        }
        if (_recipe.Lora is { } lora)
        {
            LoraUpdates.Write(Adapter, _start, _run.Weights, lora);
        }
        FinishedCheckpoint.Write(Result, _start, _run.Weights, _statistics, _recipe.Lora, _card(), _recipe.DType);
        return true;
    }

    public void Dispose()
    {
        _run.Dispose();
        _teacher?.Dispose();
        _features.ForEach(features => features.Dispose());
        _lock.Dispose();
    }

    /// <summary>Writes the new network that training begins with, or finds the one that it wrote.</summary>
    /// <exception cref="CheckpointException">That is not what was written.</exception>
    private static void Begin(string start, Recipe recipe, IReadOnlyCollection<LeRobotDataSet> sets)
    {
        // The last file of it: without it somebody was killed while writing.
        if (File.Exists(Path.Combine(start, FileDigests.FileName)))
        {
            FileDigests.Require(start, Checkpoint.SingleFile, $"remove {start}: the same command writes it anew");
            return;
        }
        NewCheckpoint.Write(start, recipe.NewNetwork!, Camera(sets), sets.SelectMany(Texts), recipe.Seed);
        FileDigests.Write(start);
    }

    private static void Check(Recipe recipe, TrainingInputs inputs)
    {
        var problems = new List<string>();
        foreach (var data in recipe.Data.Where(data => !inputs.Data.ContainsKey(data.Name)))
        {
            problems.Add($"the recipe learns from a data set '{data.Name}': give it with --data {data.Name}=FOLDER");
        }
        foreach (var name in inputs.Data.Keys.Where(name => recipe.Data.All(data => data.Name != name)))
        {
            problems.Add($"the recipe has no data set '{name}'; {NearestNames.Suggest(name, recipe.Data.Select(data => data.Name))}");
        }
        if (recipe.NewNetwork is null && inputs.Start is null)
        {
            problems.Add("the recipe goes on from a checkpoint: give it with --start FOLDER");
        }
        if (recipe.NewNetwork is not null && inputs.Start is not null)
        {
            problems.Add("the recipe begins with a new network, so --start has no meaning");
        }
        var needsFolder = recipe.Losses.Align?.Teacher.Kind == TeacherKind.Radio;
        if (needsFolder && inputs.Teacher is null)
        {
            problems.Add($"the recipe keeps close to {recipe.Losses.Align!.Teacher.Name}: give C-RADIO's folder with --teacher FOLDER");
        }
        if (!needsFolder && inputs.Teacher is not null)
        {
            problems.Add("the recipe has no teacher that is read from a folder, so --teacher has no meaning");
        }
        var output = Path.GetFullPath(inputs.Output);
        foreach (var given in inputs.Data.Values.Append(inputs.Start).Append(inputs.Validation).OfType<string>())
        {
            if (Path.GetFullPath(given) is var folder && (folder == output || output.StartsWith(folder + "/", StringComparison.Ordinal)))
            {
                problems.Add($"the run's folder {inputs.Output} is in {given}, which it would change; give it one of its own");
            }
        }
        if (problems.Count > 0)
        {
            throw new TrainingException(string.Join('\n', problems));
        }
    }

    private static (int Width, int Height) Camera(IEnumerable<LeRobotDataSet> sets) =>
        sets.Select(set => (set.Format.ImageWidth, set.Format.ImageHeight)).Distinct().ToList() is [var only]
            ? only
            : throw new TrainingException("expected data sets whose pictures are of one size");

    /// <summary>Everything that may be said about a data set.</summary>
    private static IEnumerable<string> Texts(LeRobotDataSet set) =>
        set
            .Episodes.Select(episode => episode.Task)
            .Concat(Names(set))
            .Concat(Enumerable.Range(0, set.Frames).SelectMany(frame => set.Questions(frame)).SelectMany(q => new[] { q.Text, q.Answer }))
            .Append("In: What action should the robot take to ?\nOut:");

    private static IEnumerable<string> Names(LeRobotDataSet set) =>
        Enumerable.Range(0, set.Frames).SelectMany(frame => set.Annotations(frame)).Select(annotation => annotation.Name).Distinct();

    private sealed class Observers(ImmutableArray<ITrainingObserver> all) : ITrainingObserver
    {
        public void OnFeatures(FeatureProgress progress)
        {
            foreach (var one in all)
            {
                one.OnFeatures(progress);
            }
        }

        public void OnSteps(TrainingRow row)
        {
            foreach (var one in all)
            {
                one.OnSteps(row);
            }
        }

        public void OnValidation(ValidationRow row)
        {
            foreach (var one in all)
            {
                one.OnValidation(row);
            }
        }
    }
}
