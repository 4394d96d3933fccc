using BlindVla.DataSets;
using BlindVla.Evaluation;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Data sets of the real simulator.</summary>
[CancelAfter(600_000)]
public sealed class CollectTests
{
    [Test]
    public async Task CollectStatic_WithOneWorkerOrTwo_WritesTheSameBytes()
    {
        using var workplace = new Workplace();
        foreach (var workers in new[] { "1", "2" })
        {
            var (code, _, error) = await Workplace.RunAsync(
                "collect",
                "--static",
                "--scenes",
                "4",
                "--workers",
                workers,
                "--out",
                workplace.PathOf(workers)
            );
            Assert.That(code, Is.Zero, error);
        }

        Assert.That(Content(workplace.PathOf("2")), Is.EqualTo(Content(workplace.PathOf("1"))));
        var set = LeRobotDataSet.Open(workplace.PathOf("1"));
        Assert.That(set.Frames, Is.EqualTo(16));
        for (var frame = 0; frame < set.Frames; frame++)
        {
            var gripper = set.Annotations(frame)[0];
            // The finger tips are black, the tables are not.
            var picture = set.Picture(frame);
            var (column, row) = ((int)(gripper.U * picture.Width), (int)(gripper.V * picture.Height));
            var darkest = (
                from x in Enumerable.Range(column - 6, 13)
                from y in Enumerable.Range(row - 6, 13)
                where x >= 0 && x < picture.Width && y >= 0 && y < picture.Height
                select picture[x, y].Red + picture[x, y].Green + picture[x, y].Blue
            ).Min();
            Assert.That(darkest, Is.LessThan(250), $"frame {frame}: the gripper is not where its annotation says");
        }
    }

    [Test]
    public async Task Collect_DemonstrationsOfBothExperts_EndWithTheTaskDone()
    {
        using var workplace = new Workplace();
        foreach (var expert in new[] { "reactive", "planner" })
        {
            var (code, _, error) = await Workplace.RunAsync(
                "collect",
                "put-on-plate",
                "--expert",
                expert,
                "--episodes",
                "3",
                "--workers",
                "2",
                "--filter",
                "zero-motion",
                "--out",
                workplace.PathOf(expert)
            );
            Assert.That(code, Is.Zero, error);

            var set = LeRobotDataSet.Open(workplace.PathOf(expert));

            Assert.That(set.Episodes, Has.Length.EqualTo(3));
            foreach (var episode in set.Episodes)
            {
                var places = set.Annotations(episode.From + episode.Length - 1);
                var (item, plate) = (places.First(a => a.Kind == EntityKind.Object), places.First(a => a.Kind == EntityKind.Receptacle));
                Assert.That(
                    Math.Sqrt(Math.Pow(item.Position.X - plate.Position.X, 2) + Math.Pow(item.Position.Y - plate.Position.Y, 2)),
                    Is.LessThan(0.066),
                    $"{expert}: {episode.Source.Id}"
                );
            }
        }
    }

    [Test]
    public async Task Collect_WhatDoesNotGoTogether_IsRefusedBeforeAnythingIsWritten()
    {
        await RefusedAsync("found several", "ood", "--static");
        await RefusedAsync("found none");
        await RefusedAsync("--filter is for a suite or --from", "--static", "--filter", "paper");
        await RefusedAsync("--seed is for a suite or --static", "--from", "nowhere", "--seed", "3");
        await RefusedAsync("nowhere", "--from", "nowhere");
    }

    /// <summary>What somebody else did is done again; what the expert would have done is what is learnt.</summary>
    [Test]
    public async Task CollectFrom_ARun_RelabelsEveryEpisodeOfIt()
    {
        using var workplace = new Workplace();
        var run = workplace.PathOf("run");
        var (code, _, error) = await Workplace.RunAsync(
            "eval",
            "put-on-plate",
            "--policy",
            "noisy:0.02:reactive",
            "--only",
            "*/id/*",
            "--episodes",
            "2",
            "--workers",
            "1",
            "--out",
            run
        );
        Assert.That(code, Is.Zero, error);

        (code, _, error) = await Workplace.RunAsync("collect", "--from", run, "--workers", "1", "--out", workplace.PathOf("set"));
        Assert.That(code, Is.Zero, error);

        var set = LeRobotDataSet.Open(workplace.PathOf("set"));
        var recorded = RecordedRun.Open(run);
        Assert.That(
            set.Episodes.Select(episode => episode.Source.Id),
            Is.EqualTo(recorded.Trials.Select(trial => trial.EpisodeId).Order())
        );
        var episode = set.Episodes[0];
        var done = recorded.Actions(new(episode.Source.Id, recorded.Trials[0].Policy)).Requested.Span;
        // Noise was done, and the expert would have done something else: the first clean action is the same for both but for the noise.
        Assert.That(set.Action(episode.From).ToArray(), Is.Not.EqualTo(done[..7].ToArray()));
        Assert.That(set.Action(episode.From)[6], Is.EqualTo(done[6]));
        Assert.That(set.Action(episode.From)[0], Is.EqualTo(done[0]).Within(0.1f));
    }

    /// <summary>An episode is gone through again, and what the policy asked for is what is learnt from.</summary>
    [Test]
    public async Task Export_OfARun_IsADataSetOfWhatWasDoneAndSeen()
    {
        using var workplace = new Workplace();
        var run = workplace.PathOf("run");
        string[] policies = ["--policy", "reactive", "--policy", "hold"];
        var (code, _, error) = await Workplace.RunAsync([
            "eval",
            "put-on-plate",
            .. policies,
            "--show",
            "32x32",
            "--only",
            "*/id/0000",
            "--episodes",
            "1",
            "--workers",
            "1",
            "--out",
            run,
        ]);
        Assert.That(code, Is.Zero, error);

        string[] export = ["export", run, "--lerobot", workplace.PathOf("set"), "--image-size", "64", "--workers", "1"];
        (code, _, error) = await Workplace.RunAsync([.. export, "--outcome", "success"]);

        Assert.That(code, Is.Zero, error);
        var set = LeRobotDataSet.Open(workplace.PathOf("set"));
        var (episode, recorded) = (set.Episodes.Single(), RecordedRun.Open(run));
        Assert.That(episode.Source.Rollout, Is.EqualTo(new Rollout("run", "reactive", "id", "id", "success")));
        Assert.That(
            Enumerable.Range(0, set.Frames).SelectMany(frame => set.Action(frame).ToArray()),
            Is.EqualTo(recorded.Actions(new(episode.Source.Id, "reactive")).Requested.ToArray())
        );
        Assert.That(set.Picture(0).Width, Is.EqualTo(64));
    }

    private static async Task RefusedAsync(string because, params string[] arguments)
    {
        using var workplace = new Workplace();
        var (code, _, error) = await Workplace.RunAsync(["collect", .. arguments, "--out", workplace.PathOf("set")]);
        Assert.That((code, error.Contains(because)), Is.EqualTo((2, true)), error);
        Assert.That(Directory.Exists(workplace.PathOf("set")), Is.False);
    }

    private static SortedDictionary<string, string> Content(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(File.ReadAllBytes(file)))
        );
}
