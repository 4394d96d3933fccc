using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Which policy comes first in an episode that a person watches: drawn, so that nobody can guess who acts, and by when the run
/// was begun, so that no other run shows it and one that is taken up again goes on as it would have.</summary>
internal static class BlindOrder
{
    /// <summary>A permutation, each equally likely (Fisher and Yates).</summary>
    public static IReadOnlyList<NamedPolicy> Of(EpisodeSpec episode, IEnumerable<NamedPolicy> policies, RunFolder folder)
    {
        var order = policies.OrderBy(policy => policy.Name, StringComparer.Ordinal).ToList();
        var random = KeyedRandom.Create(episode.Seed, episode.Id, "order", $"{folder.Record.Timings.StartedAt.UtcTicks}");
        for (var last = order.Count - 1; last > 0; last--)
        {
            var other = random.NextInt(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }
}
