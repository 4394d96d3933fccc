using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>The finished episodes of one policy in a recorded run, to be gone through again.</summary>
/// <param name="Suite">What was run.</param>
/// <param name="Episodes">Those that the policy finished, in the order of the suite.</param>
/// <param name="Performer">Does again what the policy did.</param>
/// <param name="Arguments">What decides what happens, by name.</param>
internal sealed record RecordedEpisodes(
    Suite Suite,
    ImmutableArray<EpisodeSpec> Episodes,
    ReplayPolicy Performer,
    IReadOnlyDictionary<string, string> Arguments
)
{
    /// <param name="locator"><c>RUN[:NAME]</c>.</param>
    /// <exception cref="CommandException">The run has no such policy, or no finished episode of it.</exception>
    /// <exception cref="RunException">It cannot be read.</exception>
    public static RecordedEpisodes Of(Installation installation, string locator)
    {
        var (run, policy) = Sides.Located(locator, "--from RUN:NAME");
        var suite = Suites.Of(installation, run);
        var trials = run
            .Trials.Where(trial => trial.Policy == policy.Name && trial.Outcome != Outcome.Errored)
            .ToDictionary(trial => trial.EpisodeId);
        var episodes = Suites.Plan(suite, run.Record.Identity).Episodes.Where(episode => trials.ContainsKey(episode.Id)).ToImmutableArray();
        if (episodes.IsEmpty)
        {
            throw new CommandException(ExitCode.Usage, $"--from {locator}: {run.Path} has no finished episode of {policy.Name}");
        }
        var actions = episodes.Select(episode => $"{episode.Id} {trials[episode.Id].RequestedActionsSha256}");
        var arguments = new Dictionary<string, string>
        {
            ["suite"] = suite.Name,
            ["suite_sha256"] = suite.Sha256,
            ["recorded_policy"] = policy.Name,
            ["recorded_actions_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', actions)))),
        };
        return new(suite, episodes, ReplayKind.Create(run, policy), arguments);
    }
}
