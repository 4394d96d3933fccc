using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Agreement;

internal sealed class WorldAgreementTests
{
    private const int PerCell = 10;

    // Of 10 scenes in distribution and 10 under another table; even numbers are in distribution.
    private static readonly Dictionary<string, Func<int, bool?>> InSimulation = new()
    {
        ["best"] = number => number < 18,
        ["middle"] = number => number < 10,
        ["worst"] = number => number < 2,
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Of_AWorldWithItself_AgreesInEveryDraw()
    {
        var agreement = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", InSimulation));

        Assert.Multiple(() =>
        {
            Assert.That(agreement.Over, Is.EqualTo(AgreementUnit.Policies));
            Assert.That(
                agreement.Points.Select(point => (point.Name, point.Real.Successes, point.Real.Trials)),
                Is.EqualTo(new[] { ("best", 18, 20), ("middle", 10, 20), ("worst", 2, 20) })
            );
            Assert.That(agreement.Points[0].Simulated.Rate, Is.EqualTo(0.9).Within(1e-12));
            Assert.That(agreement.Spearman.Value, Is.EqualTo(1).Within(1e-12));
            // Scenes of one name are one scene, so that no draw can part the worlds.
            Assert.That(agreement.Pearson.Interval!.Value.Minimum, Is.EqualTo(1).Within(1e-9));
            Assert.That(agreement.MeanMaximumRankViolation.Value, Is.Zero);
            Assert.That((agreement.IsPaired, agreement.Shared), Is.EqualTo((true, 60)));
            Assert.That(agreement.Discordant, Is.Empty);
        });
    }

    [Test]
    public void Of_OtherScenes_AreDrawnApart_AndNoEpisodeIsShared()
    {
        var agreement = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", InSimulation, seed: 8));

        Assert.That((agreement.IsPaired, agreement.Shared), Is.EqualTo((false, 0)));
        Assert.That(agreement.Pearson.Value, Is.EqualTo(1).Within(1e-12));
        Assert.That(agreement.Pearson.Interval!.Value.Minimum, Is.LessThan(0.999));
    }

    /// <summary>By hand: rates .9 .5 .1 against .5 .9 .1: best and middle change places, 0.4 apart; the worst is where it was.</summary>
    [Test]
    public void Of_AnOrderThatIsNotTheSame_SaysByHowMuchAndWhere()
    {
        var real = new Dictionary<string, Func<int, bool?>>(InSimulation)
        {
            ["best"] = InSimulation["middle"],
            ["middle"] = InSimulation["best"],
        };

        var agreement = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", real));

        Assert.Multiple(() =>
        {
            Assert.That(agreement.MeanMaximumRankViolation.Value, Is.EqualTo((0.4 + 0.4 + 0) / 3).Within(1e-12));
            Assert.That(agreement.Spearman.Value, Is.EqualTo(0.5).Within(1e-12));
            Assert.That(agreement.Pearson.Value, Is.EqualTo(0.5).Within(1e-12));
            Assert.That(agreement.MeanMaximumRankViolation.Interval!.Value.Contains(0.8 / 3), Is.True);
            Assert.That(
                agreement.Discordant.CountBy(episode => (episode.Policy, episode.SucceededSimulated)),
                Is.EquivalentTo(new[] { KeyValuePair.Create(("best", true), 8), KeyValuePair.Create(("middle", false), 8) })
            );
        });
    }

    [Test]
    public void Of_TwoPolicies_LooksAtTheirCells()
    {
        var two = InSimulation.Take(2).ToDictionary();

        var agreement = WorldAgreement.Of(Recorded("a", two), Recorded("b", two));

        Assert.That(
            agreement.Points.Select(point => point.Name),
            Is.EqualTo(new[] { "best in id", "best in vision/table@0.5", "middle in id", "middle in vision/table@0.5" })
        );
    }

    /// <summary>What a real arm has not finished is in neither rate.</summary>
    [Test]
    public void Of_CellsAndTrialsThatOneWorldLacks_LeavesThemOut_AndSaysSo()
    {
        var real = InSimulation.ToDictionary(
            policy => policy.Key,
            policy => (Func<int, bool?>)(number => number % 2 == 1 || number == 0 ? null : policy.Value(number))
        );

        var agreement = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", real));

        Assert.That(agreement.Points.Select(point => (point.Simulated.Trials, point.Real.Trials)), Is.All.EqualTo((10, 9)));
        Assert.That(
            agreement.LeftOut,
            Is.EqualTo(new[] { $"3 cells of these policies: only in {_folder["a"]}", $"33 errored trials of {_folder["b"]}" })
        );
    }

    /// <summary>Means of cells that are equal but for the order of a sum: 0.1 + 0.7 and 0.8 + 0 over two cells.</summary>
    [Test]
    public void Of_RatesThatAreEqualOverSeveralCells_AreATie()
    {
        static Func<int, bool?> InCells(int even, int odd) => number => number % 2 == 0 ? number / 2 < even : number / 2 < odd;
        var real = new Dictionary<string, Func<int, bool?>>
        {
            ["best"] = InCells(1, 7),
            ["middle"] = InCells(8, 0),
            ["worst"] = InCells(0, 1),
        };

        var agreement = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", real));

        // Ranks 3 2 1 against 2.5 2.5 1.
        Assert.That(agreement.Spearman.Value, Is.EqualTo(1.5 / Math.Sqrt(2 * 1.5)).Within(1e-9));
    }

    [Test]
    public void Of_RatesThatAreAllTheSame_DefinesNoCorrelation()
    {
        var same = InSimulation.ToDictionary(policy => policy.Key, _ => (Func<int, bool?>)(_ => true));

        var agreement = WorldAgreement.Of(Recorded("a", same), Recorded("b", InSimulation));

        Assert.That(
            (agreement.Pearson, agreement.Spearman),
            Is.EqualTo((new AgreementMeasure(null, null), new AgreementMeasure(null, null)))
        );
        Assert.That(agreement.MeanMaximumRankViolation.Value, Is.Not.Zero);
    }

    [Test]
    public void Of_AnotherSuite_IsRefused()
    {
        var (a, b) = (Recorded("a", InSimulation), Recorded("b", InSimulation, suite: new("tiny", "2", "another", "ca7a10")));

        Assert.That(
            () => WorldAgreement.Of(a, b),
            Throws.InstanceOf<RunException>().With.Message.Contains("suite tiny 1 (5017e)").And.Message.Contains("tiny 2 (another)")
        );
    }

    [Test]
    public void Of_TwoPoliciesUnderOneName_IsRefused()
    {
        var (a, b) = (Recorded("a", InSimulation), Recorded("b", InSimulation, checkpoint: "other"));

        Assert.That(() => WorldAgreement.Of(a, b), Throws.InstanceOf<RunException>().With.Message.Contains("two policies under one name"));
    }

    [Test]
    public void Of_NothingInCommon_IsRefused()
    {
        var (a, b) = (Recorded("a", InSimulation), Recorded("b", new() { ["stranger"] = _ => true }));

        Assert.That(() => WorldAgreement.Of(a, b), Throws.InstanceOf<RunException>().With.Message.Contains("have nothing in common"));
    }

    [Test]
    public void ToJson_HasEveryEpisodeThatEndedDifferently()
    {
        var real = new Dictionary<string, Func<int, bool?>>(InSimulation) { ["worst"] = _ => true };

        var json = WorldAgreement.Of(Recorded("a", InSimulation), Recorded("b", real)).ToJson();

        Assert.That(json.Split("\"succeeded_simulated\": false"), Has.Length.EqualTo(19));
        Assert.That(json, Does.Contain("\"over\": \"policies\"").And.Contain("\"mean_maximum_rank_violation\""));
    }

    private RecordedRun Recorded(
        string name,
        Dictionary<string, Func<int, bool?>> policies,
        ulong seed = 7,
        SuiteIdentity? suite = null,
        string checkpoint = "one"
    )
    {
        var run = new SomeRun
        {
            Episodes = [.. SomeEpisodes.Suite(PerCell).Select(episode => episode with { Seed = seed })],
            Policies = [.. policies.Keys.Select(policy => new NamedPolicy(policy, FunctionPolicy.Holder))],
        };
        var identity = run.Identity with
        {
            Seed = seed,
            EpisodesPerCell = PerCell,
            Suite = suite ?? run.Identity.Suite,
            Policies = [.. run.Identity.Policies.Select(policy => policy with { Checkpoint = checkpoint })],
        };
        var settings = new RunSettings(1, 3, 60, "none");
        var record = RunRecord.Begin(identity, settings, run.Episodes.Count * policies.Count, TimeProvider.System);
        using (var folder = RunFolder.Open(_folder[name], record, resume: false, TimeProvider.System))
        {
            foreach (var (policy, outcome) in policies)
            foreach (var (number, episode) in run.Episodes.Index())
            {
                if (outcome(number) is { } success)
                    folder.Add(SomeTrials.Ended(episode, policy, success, success), SomeTrials.Result(success, success));
                else
                    folder.Add(SomeTrials.Errored(episode, policy), null);
            }
            folder.Close();
        }
        return RecordedRun.Open(_folder[name]);
    }
}
