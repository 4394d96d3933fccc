using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Verdicts;

internal sealed class ComparisonTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Of_TwoRuns_PairsByEpisodeInEveryScope()
    {
        // Even episodes are in distribution, odd ones under another table.
        var baseline = SomeSides.Recorded(_folder["a"], "old", 10, number => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 10, number => number % 4 != 1);

        var comparison = Comparison.Of(baseline, candidate);

        Assert.Multiple(() =>
        {
            Assert.That(
                comparison.Scopes.Select(scope => scope.Name),
                Is.EqualTo(new[] { "all", "id", "ood", "vision", "vision/table@0.5" })
            );
            Assert.That(comparison.Find("all")!.Counts, Is.EqualTo(new PairedCounts(15, 0, 5, 0)));
            Assert.That(comparison.Find("id")!.Counts, Is.EqualTo(new PairedCounts(10, 0, 0, 0)));
            Assert.That(comparison.Find("vision/table@0.5")!.Counts, Is.EqualTo(new PairedCounts(5, 0, 5, 0)));
            Assert.That(comparison.Find("all")!.P, Is.EqualTo(0.0625).Within(0.002), "its scenes hardly agree");
            Assert.That(comparison.Excluded, Is.Empty);
        });
    }

    [Test]
    public void Of_ErroredAndMissingTrials_AreInNoPairAndAreNamed()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 4, number => number == 0 ? null : true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 3, number => true);

        var comparison = Comparison.Of(baseline, candidate);

        Assert.That(comparison.Find("all")!.Counts.Pairs, Is.EqualTo(5));
        Assert.That(
            comparison.Excluded.Select(excluded => (excluded.Side, excluded.Count)),
            Is.EquivalentTo(new[] { ("baseline old", 1), ("baseline old", 2), ("candidate new", 1) })
        );
        Assert.That(
            comparison.Excluded.Select(excluded => excluded.Reason),
            Has.Some.StartsWith("errored: Unavailable").And.Some.EqualTo("not run by the other side")
        );
    }

    [Test]
    public void Of_OtherSeed_IsRefusedWithTheField()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 2, _ => true);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 2, _ => true, seed: 8);

        Assert.That(
            () => Comparison.Of(baseline, candidate),
            Throws.InstanceOf<RunException>().With.Message.Contains("identity.seed: expected 7, found 8")
        );
    }

    [Test]
    public void Of_OtherCameraSize_IsRefusedWithTheField()
    {
        static NamedPolicy Seeing(string name, int width) =>
            new(name, new FunctionPolicy(_ => FunctionPolicy.Moves(0), [new CameraRequest(TinyWorld.Camera, width, 24)]));
        var baseline = SomeSides.Recorded(_folder["a"], "old", 2, _ => true, Seeing("old", 32));
        var candidate = SomeSides.Recorded(_folder["b"], "new", 2, _ => true, Seeing("new", 48));

        Assert.That(
            () => Comparison.Of(baseline, candidate),
            Throws.InstanceOf<RunException>().With.Message.Contains("cameras[0].width: expected 32, found 48")
        );
    }

    [Test]
    public void Of_RunsWithoutACommonEpisode_IsUnpairedAndSaysSo()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 5, number => number < 8);
        var candidate = SomeSides.Recorded(
            _folder["b"],
            "new",
            5,
            _ => true,
            change: episode =>
                episode with
                {
                    Id = episode.Id.Replace("/reach/", "/grasp/", StringComparison.Ordinal),
                    ControlId = episode.ControlId?.Replace("/reach/", "/grasp/", StringComparison.Ordinal),
                    Task = "grasp",
                }
        );

        var comparison = Comparison.Of(baseline, candidate);

        Assert.That(comparison.IsPaired, Is.False);
        Assert.That(comparison.Find("all")!.Counts.Pairs, Is.Zero);
        Assert.That(comparison.Find("all")!.Unpaired!.BaselineTrials, Is.EqualTo(10));
    }

    [Test]
    public void Of_TrialsWithRulesOfTheirOwn_EachCountsByItsOwn()
    {
        // In distribution the end counts, under another table any step; nobody succeeds at the end, everybody on the way.
        static EpisodeSpec Ruled(EpisodeSpec episode) =>
            episode with
            {
                SuccessRule = episode.ControlId is null ? SuccessRule.AtEnd : SuccessRule.AtAnyStep,
            };
        var baseline = SomeSides.Recorded(_folder["a"], "old", 3, _ => false, anyStep: true, change: Ruled);
        var candidate = SomeSides.Recorded(_folder["b"], "new", 3, _ => true, change: Ruled);

        var (own, atEnd, anyStep) = (
            Comparison.Of(baseline, candidate),
            Comparison.Of(baseline, candidate, SuccessRule.AtEnd),
            Comparison.Of(baseline, candidate, SuccessRule.AtAnyStep)
        );

        Assert.Multiple(() =>
        {
            Assert.That(own.Find("all")!.Counts, Is.EqualTo(new PairedCounts(3, 3, 0, 0)));
            Assert.That(atEnd.Find("all")!.Counts, Is.EqualTo(new PairedCounts(0, 6, 0, 0)));
            Assert.That(anyStep.Find("all")!.Counts, Is.EqualTo(new PairedCounts(6, 0, 0, 0)));
            Assert.That(
                (own.SuccessRule, atEnd.SuccessRule, anyStep.SuccessRule),
                Is.EqualTo(((SuccessRule?)null, (SuccessRule?)SuccessRule.AtEnd, (SuccessRule?)SuccessRule.AtAnyStep))
            );
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Of_BaselineOfAnEarlierLedger_IsComparedWhereWhatMustBeEqualIs(int version)
    {
        var earlier = RecordedRun.Open(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", $"ledger-v{version}"));
        string[] measured = [.. earlier.Trials.SelectMany(trial => trial.Measures.Names).Distinct()];
        var identity = earlier.Record.Identity with
        {
            Harness = new("9.9.9", null),
            Environment = earlier.Record.Identity.Environment with
            {
                Measures = [.. measured.Select(name => new MeasureSpec(name, "1", MeasureFold.Last))],
            },
        };
        using (
            var folder = RunFolder.Open(
                _folder["now"],
                RunRecord.Begin(identity, earlier.Record.Settings, 4, TimeProvider.System),
                resume: false,
                TimeProvider.System
            )
        )
        {
            foreach (var trial in earlier.Trials)
            {
                folder.Add(trial with { SuccessRule = SuccessRule.AtEnd, AppliedActionsSha256 = "" }, result: null);
            }
            folder.Close();
        }
        var now = RecordedRun.Open(_folder["now"]);
        ComparisonSide Side(RecordedRun run, string policy) => new(run, run.Record.Identity.Policies.Single(other => other.Name == policy));

        var comparison = Comparison.Of(Side(earlier, "hold"), Side(now, "planner"));

        Assert.Multiple(() =>
        {
            Assert.That((earlier.Record.LedgerVersion, now.Record.LedgerVersion), Is.EqualTo((version, 6)));
            Assert.That(comparison.Find("all")!.Counts, Is.EqualTo(new PairedCounts(0, 2, 0, 0)));
            Assert.That(comparison.SuccessRule, Is.EqualTo(SuccessRule.AtEnd));
            Assert.That(Comparison.Of(Side(earlier, "hold"), Side(now, "hold")).Find("all")!.Counts.Discordant, Is.Zero);
        });
    }

    [Test]
    public void Of_TheSameEpisodeUnderTwoRules_IsRefused()
    {
        var baseline = SomeSides.Recorded(_folder["a"], "old", 2, _ => true);
        var candidate = SomeSides.Recorded(
            _folder["b"],
            "new",
            2,
            _ => true,
            change: episode => episode with { SuccessRule = SuccessRule.AtAnyStep }
        );

        Assert.That(
            () => Comparison.Of(baseline, candidate),
            Throws.InstanceOf<RunException>().With.Message.Contains("the success rule of tiny/reach/id/0000 is not the same")
        );
        Assert.That(
            Comparison.Of(baseline, candidate, SuccessRule.AtEnd).Find("all")!.Counts.Both,
            Is.EqualTo(4),
            "by a rule given for all, they can be compared"
        );
    }

    [Test]
    public void ToJson_HasSnakeCaseNamesAndTheTable()
    {
        var side = SomeSides.Recorded(_folder["a"], "old", 2, _ => true);

        var json = Comparison.ToJson([Comparison.Of(side, side)]);

        Assert.That(json, Does.Contain("\"success_rule\": \"at_end\"").And.Contain("\"only_candidate\": 0"));
    }
}
