using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Which policy comes first in an episode that a person watches: drawn, so that nobody can guess who acts, and by when the run
/// was begun, so that no other run shows it and one that is taken up again goes on as it would have.</summary>
internal static class BlindOrder
{
    /// <summary>The trials of each episode in an order of their own, each equally likely (Fisher and Yates); the episodes as they
    /// came.</summary>
    public static IEnumerable<PlannedTrial> Of(IEnumerable<PlannedTrial> trials, RunFolder folder) =>
        trials.GroupBy(trial => trial.Episode.Id).SelectMany(episode => Shuffled(episode, folder));

    private static List<PlannedTrial> Shuffled(IEnumerable<PlannedTrial> trials, RunFolder folder)
    {
        var order = trials.OrderBy(trial => trial.Policy.Name, StringComparer.Ordinal).ToList();
        var (episode, begun) = (order[0].Episode, folder.Record.Timings.StartedAt);
        var random = KeyedRandom.Create(episode.Seed, episode.Id, "order", $"{begun.UtcTicks}");
        for (var last = order.Count - 1; last > 0; last--)
        {
            var other = random.NextInt(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }
}
