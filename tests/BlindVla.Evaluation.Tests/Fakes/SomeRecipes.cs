using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Runs whose ledger is written by hand: of a policy in a cell one character for each episode.</summary>
internal static class SomeRecipes
{
    public const char Success = '+';
    public const char Errored = '!';
    public const char NotRun = ' ';

    /// <param name="rows">Policy, cell (task/axis@level), outcomes.</param>
    /// <param name="checkpoint">Of all policies; null for one of its own each.</param>
    /// <param name="suiteDigest">What decides the episodes.</param>
    public static RecordedRun Write(
        string path,
        IEnumerable<(string Policy, string Cell, string Outcomes)> rows,
        string suite = "ood",
        ulong seed = 7,
        string? checkpoint = null,
        string suiteDigest = "5017e",
        Func<EpisodeSpec, EpisodeSpec>? change = null
    )
    {
        List<TrialRecord> trials =
        [
            .. rows.SelectMany(row =>
                row.Outcomes.Index()
                    .Where(outcome => outcome.Item != NotRun)
                    .Select(outcome =>
                    {
                        var episode = Episode(suite, row.Cell, outcome.Index) with { Seed = seed };
                        episode = change?.Invoke(episode) ?? episode;
                        return outcome.Item == Errored
                            ? SomeTrials.Errored(episode, row.Policy)
                            : SomeTrials.Ended(episode, row.Policy, outcome.Item == Success);
                    })
            ),
        ];
        List<string> policies = [.. rows.Select(row => row.Policy).Distinct()];
        var identity = new SomeRun().Identity with
        {
            Suite = new(suite, "1", suiteDigest),
            Policies = [.. policies.Select(name => new PolicyIdentity(name, "fake", checkpoint ?? name, [], null, false, true))],
            Seed = seed,
            EpisodesPerCell = trials.Max(trial => trial.Index) + 1,
            Only = "*",
        };
        var planned = (trials.Count + policies.Count - 1) / policies.Count * policies.Count;
        using (
            var folder = RunFolder.Open(
                path,
                RunRecord.Begin(identity, new(1, 3, 60, "none"), planned, TimeProvider.System),
                resume: false,
                TimeProvider.System
            )
        )
        {
            foreach (var trial in trials)
            {
                folder.Add(trial, null);
            }
            folder.Close();
        }
        return RecordedRun.Open(path);
    }

    private static EpisodeSpec Episode(string suite, string cell, int index)
    {
        var task = cell.Split('/')[0];
        var (axis, level) = cell[(task.Length + 1)..].Split('@') is [var name, var strength]
            ? (name, double.Parse(strength))
            : (cell[(task.Length + 1)..], (double?)null);
        var control = SomeEpisodes.Control(index) with { Id = $"{suite}/{task}/id/{index:d4}", Suite = suite, Task = task };
        return axis == "id"
            // As in vl-think, a task with other tasks beside it was not trained.
            ? control with
            {
                Split = suite == "vl-think" ? Split.OutOfDistribution : Split.InDistribution,
            }
            : control with
            {
                Id = $"{suite}/{cell}/{index:d4}",
                Group = axis.Split('/')[0],
                Axis = axis,
                Level = level,
                Split = Split.OutOfDistribution,
                ControlId = control.Id,
                Scene = control.Tabletop() with { Table = cell },
            };
    }
}
