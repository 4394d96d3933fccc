using System.Globalization;
using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Where the time of trials went: in the simulator, in the policy, and in what is between them.</summary>
public static class StageProfile
{
    private const string Whole = "all";

    /// <summary>A row for each policy, in the order of the trials, and one for all of them where there are several.</summary>
    /// <param name="width">Of a line; null off a terminal.</param>
    /// <returns>Empty where no trial was timed.</returns>
    public static string Plain(IEnumerable<TrialRecord> trials, int? width)
    {
        var timed = trials.Where(trial => trial is { Steps: > 0, WallSeconds: not null }).ToList();
        if (timed.Count == 0)
            return "";
        var policies = timed.GroupBy(trial => trial.Policy).Select(policy => Row(policy.Key, [.. policy])).ToList();
        var table = new TextTable(
            [
                new("policy"),
                new("trials", true),
                new("s a trial", true),
                new("ms a step", true),
                new("simulator", true),
                new("policy", true),
                new("harness", true),
                new("most of it"),
            ],
            policies.Count == 1 ? policies : [.. policies, Row(Whole, timed)]
        );
        return table.ToPlain(width)
            + "\n\nsimulator: physics, pictures and the way there; policy: its answers, waiting for a batch included; harness: the rest";
    }

    private static IReadOnlyList<string> Row(string name, List<TrialRecord> trials)
    {
        var (wall, steps) = (trials.Sum(trial => trial.WallSeconds!.Value), trials.Sum(trial => trial.Steps!.Value));
        var simulator = trials.Sum(trial => trial.SimSeconds ?? 0);
        var policy = trials.Sum(trial => trial.PolicySeconds ?? 0);
        (string Stage, double Seconds)[] stages =
        [
            ("simulator", simulator),
            ("policy", policy),
            ("harness", Math.Max(0, wall - simulator - policy)),
        ];
        string Share(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{100 * seconds / wall:0} %");
        return
        [
            name,
            $"{trials.Count}",
            (wall / trials.Count).ToString("0.00", CultureInfo.InvariantCulture),
            (1e3 * wall / steps).ToString("0.0", CultureInfo.InvariantCulture),
            .. stages.Select(stage => Share(stage.Seconds)),
            stages.MaxBy(stage => stage.Seconds).Stage,
        ];
    }
}
