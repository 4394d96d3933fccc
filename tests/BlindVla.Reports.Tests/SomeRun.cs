using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

/// <summary>Runs on the disk with chosen outcomes, written by what writes real ones.</summary>
internal static class SomeRun
{
    public const double ControlPeriodSeconds = 0.2;

    /// <summary>The camera's picture in a film; small, so that many films are quickly made.</summary>
    public static CameraRequest Camera { get; } = new("3rd_view_camera", 160, 120);

    public static EpisodeSpec Control(int index) =>
        SomeFrames.Episode with
        {
            Id = $"suite/task/id/{index:d4}",
            Index = index,
            Instruction = "put carrot on plate",
            Scene = new TabletopScene(
                "oak",
                [At("source", "carrot", -0.18 + (0.03 * (index % 4)), 0.03 * (index % 5)), At("plate", "plate", 0, 0)],
                [0, 0, 0, 0, 0, 0],
                0,
                new("source", "plate")
            ),
        };

    /// <param name="axis">With its group, e.g. <c>vision/table</c>.</param>
    public static EpisodeSpec Perturbed(int index, string axis, double? level = null)
    {
        var control = Control(index);
        return control with
        {
            Id = $"suite/task/{axis}{(level is null ? "" : $"@{level}")}/{index:d4}",
            Group = axis.Split('/')[0],
            Axis = axis,
            Level = level,
            Split = Split.OutOfDistribution,
            ControlId = control.Id,
            Scene = control.Tabletop() with { Table = "slate" },
        };
    }

    /// <summary>In a world that owns its scenes.</summary>
    public static EpisodeSpec Named(int index) =>
        SomeFrames.Episode with
        {
            Id = $"suite/task/id/{index:d4}",
            Index = index,
            Instruction = $"go to the {(index % 2 == 0 ? "green" : "red")} place",
            Scene = new NamedScene("plane", "reach", index),
        };

    public static TrialRecord Succeeded(EpisodeSpec episode, string policy) =>
        TrialRecord.Finished(episode, policy, 1, Result(success: true));

    public static TrialRecord Failed(EpisodeSpec episode, string policy) =>
        TrialRecord.Finished(episode, policy, 1, Result(success: false));

    public static TrialRecord Errored(EpisodeSpec episode, string policy) =>
        TrialRecord.Errored(episode, policy, 3, "Unavailable: the server has gone");

    /// <param name="policies">One called planner is privileged.</param>
    public static RecordedRun Write(
        string path,
        ImmutableArray<string> policies,
        IReadOnlyCollection<TrialRecord> trials,
        SuccessRule? rule = SuccessRule.AtEnd,
        string suite = "suite",
        Shard? shard = null,
        int? episodesPerCell = null
    )
    {
        var identity = new RunIdentity(
            new(suite, "1", "5017e"),
            new("0.1.0", null),
            new("world", "1.0", "arithmetic 1", "formula", "a55e75", ControlPeriodSeconds, ControlPeriodSeconds)
            {
                Measures =
                [
                    new("grasped", MeasureSpec.Truth, MeasureFold.Any),
                    new("holding_at_end", MeasureSpec.Truth, MeasureFold.Last),
                    new("final_distance", "m", MeasureFold.Last),
                    new("min_gripper_distance", "m", MeasureFold.Minimum),
                ],
            },
            [.. policies.Select(name => new PolicyIdentity(name, "fake", "", [], null, name == "planner", true, 1, ""))],
            rule,
            Seed: 7,
            EpisodesPerCell: episodesPerCell ?? trials.Select(trial => trial.Index).DefaultIfEmpty().Max() + 1,
            Only: "*",
            Shard: shard
        );
        var record = RunRecord.Begin(
            identity,
            new(1, 3, 60, "all"),
            (trials.Count + policies.Length - 1) / policies.Length * policies.Length,
            TimeProvider.System
        );
        using (var folder = RunFolder.Open(path, record, resume: false, TimeProvider.System))
        {
            foreach (var trial in trials)
            {
                folder.Add(trial, result: null);
            }
            folder.Close();
        }
        return RecordedRun.Open(path);
    }

    /// <summary>Films trials into a run's folder: a bar that moves over a ground whose colour depends on the episode.</summary>
    public static Task FilmAsync(string run, int frames, params IEnumerable<(EpisodeSpec Episode, string Policy)> trials) =>
        FilmAsync(run, frames, isMp4: false, trials);

    /// <summary>The same in a form of one's choice.</summary>
    public static async Task FilmAsync(string run, int frames, bool isMp4, params IEnumerable<(EpisodeSpec Episode, string Policy)> trials)
    {
        await using var recorder = new VideoRecorder(
            Path.Combine(run, RunFolder.VideoFolder),
            VideoMode.All,
            Camera,
            ControlPeriodSeconds,
            [new("final_distance", "m", MeasureFold.Last)],
            isMp4
        );
        foreach (var (episode, policy) in trials)
        {
            await using var camera = recorder.Watch!(episode, policy);
            for (var frame = 0; frame < frames; frame++)
            {
                var step = SomeFrames.Step(Picture(episode.Index, frame), success: false, distance: 0.1 * frame);
                if (frame == 0)
                {
                    camera.OnReset(step);
                }
                else
                {
                    camera.OnStep(frame, [0.01f * frame, 0, 0, 0, 0, 0, frame % 2 == 0 ? 1 : -1], step);
                }
            }
            await camera.OnEndAsync(Result(success: false), CancellationToken.None);
        }
    }

    internal static ImageFrame Picture(int episode, int frame)
    {
        var (width, height) = (Camera.Width, Camera.Height);
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            var bar = x / 8 == frame;
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (
                (byte)(bar ? 240 : 20 * (episode % 10)),
                (byte)(2 * y),
                (byte)(bar ? 40 : x)
            );
        }
        return new(Camera.Name, width, height, rgb, 0);
    }

    private static EpisodeResult Result(bool success) =>
        new(
            success,
            success,
            success ? 10 : null,
            20,
            Measurements.Of(
                ("grasped", success ? 1 : 0),
                ("holding_at_end", 0),
                ("final_distance", success ? 0.01 : 0.3),
                ("min_gripper_distance", success ? 0.01 : 0.2)
            ),
            0,
            RuleCounts.None,
            "5ee2",
            new float[7],
            new float[7],
            7,
            0.25,
            0.5,
            1
        );

    private static ObjectPlacement At(string id, string asset, double x, double y) =>
        new(id, asset, new(new(x, y, 0), QuaternionD.Identity));
}
