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

    private const string StatesFolder = "states";
    private const string StartFolder = "start";

    private readonly Recipe _recipe;
    private readonly TrainingInputs _inputs;
    private readonly TrainingRun _run;
    private readonly string _start;
    private readonly DatasetStatisticsFile? _statistics;

    private TrainingJob(Recipe recipe, TrainingInputs inputs, TrainingRun run, string start, DatasetStatisticsFile? statistics) =>
        (_recipe, _inputs, _run, _start, _statistics) = (recipe, inputs, run, start, statistics);

    /// <summary>Steps that were made.</summary>
    public long Step => _run.Step;

    public Recipe Recipe => _recipe;

    /// <exception cref="TrainingException">Inputs are missing, too many, or not those that the folder was begun with.</exception>
    /// <exception cref="DataSetException">A data set is damaged.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static TrainingJob Open(Recipe recipe, TrainingInputs inputs, TimeProvider time)
    {
        TorchNative.Require();
        set_num_threads(inputs.Threads);
        Check(recipe, inputs);
        var sets = recipe.Data.ToDictionary(data => data.Name, data => LeRobotDataSet.Open(inputs.Data[data.Name]));
        var validation = inputs.Validation is null ? null : LeRobotDataSet.Open(inputs.Validation);
        Directory.CreateDirectory(inputs.Output);
        RunIdentity.Claim(inputs.Output, recipe, inputs);
        var start = inputs.Start ?? Path.Combine(inputs.Output, StartFolder);
        if (inputs.Start is null && !File.Exists(Path.Combine(start, Checkpoint.SingleFile)))
        {
            NewCheckpoint.Write(start, recipe.NewNetwork!, Camera(sets.Values), sets.Values.SelectMany(Texts), recipe.Seed);
        }
        var point = new StartingPoint(start);
        var actions = recipe.Data.FirstOrDefault(data => data.Kind == DataKind.Actions);
        var statistics = actions is null ? null : DatasetStatisticsFile.Of(inputs.Data[actions.Name]);
        ISampleSource Source(LeRobotDataSet set, DataKind kind, Augmentation? augmentation) =>
            kind == DataKind.Questions
                ? new QuestionSource(set, point.Images, point.Conversation, augmentation)
                : new ActionSource(set, statistics!.Actions, point.Images, point.Conversation, augmentation);
        ImmutableArray<string> names =
        [
            .. sets.Values.Append(validation).OfType<LeRobotDataSet>().SelectMany(Names).Distinct().Order(StringComparer.Ordinal),
        ];
        var run = new TrainingRun(
            recipe,
            point,
            [.. recipe.Data.Select(data => Source(sets[data.Name], data.Kind, recipe.Augmentation))],
            validation is null ? null : Source(validation, recipe.Data[0].Kind, augmentation: null),
            names,
            Path.Combine(inputs.Output, StatesFolder),
            time
        );
        return new(recipe, inputs, run, start, statistics);
    }

    /// <summary>Goes on until the recipe is done, or it is cancelled. Done, the checkpoint is written.</summary>
    /// <returns>Whether the recipe is done.</returns>
    public bool Run(ITrainingObserver observer, CancellationToken cancellationToken)
    {
        _run.Run(new Observers([new RunLogFiles(_inputs.Output, _run.Step), observer]), cancellationToken);
        if (_run.Step < _recipe.Steps)
        {
            return false;
        }
        FinishedCheckpoint.Write(Path.Combine(_inputs.Output, CheckpointFolder), _start, _run.Weights, _statistics);
        return true;
    }

    public void Dispose() => _run.Dispose();

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
