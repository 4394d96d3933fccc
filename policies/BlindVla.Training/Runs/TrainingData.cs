using BlindVla.DataSets;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>The data sets of a run, opened, and whether a recipe can learn from them what it means to.</summary>
/// <param name="Sets">By the recipe's names for them.</param>
/// <param name="Validation">Null for none.</param>
/// <param name="Statistics">That actions are normalised by; null where none are learned.</param>
internal sealed record TrainingData(
    IReadOnlyDictionary<string, LeRobotDataSet> Sets,
    LeRobotDataSet? Validation,
    DatasetStatisticsFile? Statistics
)
{
    /// <exception cref="TrainingException">They do not fit the recipe, or each other; every problem is named.</exception>
    /// <exception cref="DataSetException">One is damaged.</exception>
    /// <exception cref="CheckpointException">Statistics are damaged.</exception>
    public static TrainingData Open(Recipe recipe, TrainingInputs inputs)
    {
        List<OpenedData> opened =
        [
            .. recipe.Data.Select(data => OpenedData.Open($"data set {data.Name}", inputs.Data[data.Name], data.Kind, isLearned: true)),
            .. inputs.Validation is { } folder
                ? [OpenedData.Open("validation set", folder, recipe.Data[0].Kind, isLearned: false)]
                : (OpenedData[])[],
        ];
        var learnsAnswers = recipe.Losses.Tokens > 0;
        List<string> problems = [.. opened.SelectMany(data => data.Problems(learnsAnswers)), .. Contradictions(opened)];
        return problems.Count == 0
            ? new(
                recipe.Data.Zip(opened).ToDictionary(pair => pair.First.Name, pair => pair.Second.Set),
                inputs.Validation is null ? null : opened[^1].Set,
                opened.FirstOrDefault(data => data.Kind == DataKind.Actions)?.Statistics
            )
            : throw new TrainingException(
                $"{recipe.Name} cannot be trained on this data:\n{string.Join('\n', problems.Select(p => $"  {p}"))}"
            );
    }

    private static IEnumerable<string> Contradictions(List<OpenedData> opened)
    {
        var actions = opened.Where(data => data.Kind == DataKind.Actions).ToList();
        foreach (var other in actions.Skip(1))
        {
            var first = actions[0];
            var (fps, otherFps) = (first.Set.Format.FramesPerSecond, other.Set.Format.FramesPerSecond);
            if (otherFps != fps)
            {
                yield return $"fps: the {first.Name} has {fps}, the {other.Name} {otherFps}; a policy acts at one rate";
            }
            // What is only looked at is scaled as what is learned.
            if (
                other.IsLearned
                && first.Statistics is { } scale
                && other.Statistics is { } another
                && scale.Actions.Length == another.Actions.Length
                && !scale.Actions.ScalesAs(another.Actions)
            )
            {
                yield return $"{DatasetStatistics.FileName}: the {first.Name} and the {other.Name} scale actions differently, and a "
                    + "checkpoint scales them in one way: collect them as one data set, or leave one out";
            }
        }
    }
}
