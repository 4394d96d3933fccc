using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.TestKit;

namespace BlindVla.Exports.Tests;

/// <summary>Runs on the disk, written by what writes real ones.</summary>
internal static class SomeRun
{
    private static readonly EpisodeSpec Control = TestEpisodes.Create(new FakeEnvironment(new()).Spec) with
    {
        Instruction = "put \"carrot\", or =2+3, on plate",
    };

    /// <summary>Of each policy two controls and their twins on another table: a success, two failures, one
    /// errored.</summary>
    public static RecordedRun Write(string path, ImmutableArray<MeasureSpec> measures, params string[] policies)
    {
        var trials = policies.SelectMany(Trials).ToList();
        var identity = new RunIdentity(
            new("test", "1", "5017e"),
            new("0.1.0", null),
            new("world", "1.0", "arithmetic 1", "formula", "a55e75", 0.2, 0.002) { Measures = measures },
            [.. policies.Select(name => new PolicyIdentity(name, "fake", "", [], null, false, true))],
            SuccessRule.AtEnd,
            Control.Seed,
            EpisodesPerCell: 2,
            Only: null,
            Shard: null
        );
        var record = RunRecord.Begin(identity, new(1, 3, 60, "none"), trials.Count, TimeProvider.System);
        using (var folder = RunFolder.Open(path, record, resume: false, TimeProvider.System))
        {
            foreach (var trial in trials)
            {
                folder.Add(trial, result: null);
            }
            Summary.Of(identity, trials).Write(path);
            folder.Close();
        }
        return RecordedRun.Open(path);

        IEnumerable<TrialRecord> Trials(string policy)
        {
            (string Name, double Value)[] Measured(params double[] values) =>
                [.. measures.Zip(values, (measure, value) => (measure.Name, value))];
            yield return TrialRecord.Finished(Episode(0, null), policy, 1, Result(true, Measured(1, 0.1 + 0.2)));
            yield return TrialRecord.Finished(Episode(1, null), policy, 2, Result(false, Measured(0)));
            yield return TrialRecord.Finished(Episode(0, 0.5), policy, 1, Result(false, Measured(0, 1e-300)));
            yield return TrialRecord.Errored(Episode(1, 0.5), policy, 3, "Unavailable: gone");
        }
    }

    private static EpisodeSpec Episode(int index, double? level)
    {
        var control = Control with { Id = $"test/put-on/id/{index:D4}", Task = "put-on", Index = index };
        return level is null
            ? control
            : control with
            {
                Id = $"test/put-on/vision/texture@{level}/{index:D4}",
                Group = "vision",
                Axis = "vision/texture",
                Level = level,
                Split = Split.OutOfDistribution,
                ControlId = control.Id,
            };
    }

    private static EpisodeResult Result(bool success, (string, double)[] measured) =>
        new(
            success,
            success,
            success ? 3 : null,
            20,
            Measurements.Of(measured),
            1,
            RuleCounts.None,
            "5ee2",
            new float[7],
            new float[7],
            7,
            0.25,
            1.0 / 3,
            1
        );
}
