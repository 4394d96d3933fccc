using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>A data set with what is learned from it, or looked at.</summary>
/// <param name="Name">In messages.</param>
/// <param name="Statistics">Null where it has none.</param>
internal sealed record OpenedData(string Name, DataKind Kind, bool IsLearned, LeRobotDataSet Set, DatasetStatisticsFile? Statistics)
{
    /// <summary>As <see cref="CollectedFormat"/> writes the action that learned policies speak.</summary>
    private static readonly ImmutableArray<string> ActionNames = CollectedFormat.Names(Conventions.DeltaEndEffectorPose);

    public static OpenedData Open(string name, string folder, DataKind kind, bool isLearned)
    {
        var hasStatistics = kind == DataKind.Actions && File.Exists(Path.Combine(folder, DatasetStatistics.FileName));
        return new(name, kind, isLearned, LeRobotDataSet.Open(folder), hasStatistics ? DatasetStatisticsFile.Of(folder) : null);
    }

    /// <summary>Why a recipe cannot learn from it what it means to.</summary>
    /// <param name="learnsAnswers">Or only places, which need no questions.</param>
    public IEnumerable<string> Problems(bool learnsAnswers)
    {
        if (Kind == DataKind.Questions)
        {
            if (learnsAnswers && Enumerable.Range(0, Set.Frames).All(frame => Set.Questions(frame).IsEmpty))
            {
                yield return $"the {Name} has no questions, whose answers the recipe learns; those of collect --static have";
            }
            yield break;
        }
        var found = Set.Format.ActionNames;
        if (!found.SequenceEqual(ActionNames))
        {
            yield return $"action: policies move by [{string.Join(", ", ActionNames)}], the {Name} has [{string.Join(", ", found)}]";
        }
        if (Statistics is null)
        {
            yield return $"the {Name} has no {DatasetStatistics.FileName}, as demonstrations have, and the recipe learns actions";
        }
        else if (Statistics.Actions.Length != found.Length)
        {
            yield return $"{Statistics.Path}: expected {found.Length} values of an action, found {Statistics.Actions.Length}";
        }
    }
}
