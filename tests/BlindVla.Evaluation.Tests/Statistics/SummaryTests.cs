using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Statistics;

internal sealed class SummaryTests
{
    private const int Episodes = 40;

    private static readonly RunIdentity Identity = new SomeRun().Identity;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Of_ManyOutcomes_AgreesWithCountingByHand([Range(0, 9)] int draw)
    {
        var random = KeyedRandom.Create((ulong)draw, "outcomes");
        var outcomes = new Dictionary<(bool Perturbed, int Index), Outcome>();
        var trials = new List<TrialRecord>();
        for (var index = 0; index < Episodes; index++)
        {
            foreach (var perturbed in new[] { false, true })
            {
                // A few trials are errored and a few are missing.
                var outcome = random.NextInt(10) switch
                {
                    < 5 => Outcome.Success,
                    < 8 => Outcome.Failure,
                    8 => Outcome.Errored,
                    _ => (Outcome?)null,
                };
                if (outcome is { } ended)
                {
                    var episode = perturbed ? SomeEpisodes.Perturbed(index) : SomeEpisodes.Control(index);
                    outcomes.Add((perturbed, index), ended);
                    trials.Add(
                        ended == Outcome.Errored
                            ? SomeTrials.Errored(episode, "seeker")
                            : SomeTrials.Ended(
                                episode,
                                "seeker",
                                ended == Outcome.Success,
                                anyStep: ended == Outcome.Success || index % 2 == 0
                            )
                    );
                }
            }
        }

        var summary = Summary.Of(Identity, trials);

        var row = summary.Rows.Single(row => row is { Scope: ScopeKind.Cell, Name: "vision/table@0.5" });
        int Count(Outcome outcome) => outcomes.Count(pair => pair.Key.Perturbed && pair.Value == outcome);
        int Pairs(Outcome perturbed, Outcome control) =>
            Enumerable
                .Range(0, Episodes)
                .Count(index =>
                    outcomes.TryGetValue((true, index), out var one)
                    && one == perturbed
                    && outcomes.TryGetValue((false, index), out var other)
                    && other == control
                );
        var expected = new ControlPairs(
            Pairs(Outcome.Success, Outcome.Success),
            Pairs(Outcome.Success, Outcome.Failure),
            Pairs(Outcome.Failure, Outcome.Success),
            Pairs(Outcome.Failure, Outcome.Failure)
        );
        Assert.Multiple(() =>
        {
            Assert.That(
                (row.N, row.Successes, row.Errored),
                Is.EqualTo((Count(Outcome.Success) + Count(Outcome.Failure), Count(Outcome.Success), Count(Outcome.Errored)))
            );
            Assert.That(row.AtEnd, Is.EqualTo(Rate.Of(row.Successes, row.N)));
            Assert.That(row.AnyStep.Successes, Is.GreaterThan(row.AtEnd.Successes));
            Assert.That(row.Paired, Is.EqualTo(expected));
            Assert.That(row.Paired!.Difference, Is.EqualTo((expected.OnlyPerturbed - expected.OnlyControl) / (double)expected.Pairs));
        });
    }

    [Test]
    public void Of_AnyOrderOfTrials_IsTheSameFile()
    {
        var trials = new[] { "seeker", "hold" }
            .SelectMany(policy => SomeEpisodes.Suite(3).Select(episode => SomeTrials.Ended(episode, policy, episode.Index > 0)))
            .ToList();
        Summary.Of(Identity, trials).Write(_folder["."]);
        var (json, csv) = (File.ReadAllText(_folder["summary.json"]), File.ReadAllText(_folder["summary.csv"]));

        trials.Reverse();
        Summary.Of(Identity, trials).Write(_folder["."]);

        Assert.That((File.ReadAllText(_folder["summary.json"]), File.ReadAllText(_folder["summary.csv"])), Is.EqualTo((json, csv)));
    }

    [Test]
    public void Of_Rows_ComeInAFixedOrder()
    {
        var noise = SomeEpisodes.Perturbed(0) with
        {
            Id = "tiny/reach/execution/noise/0000",
            Group = "execution",
            Axis = "execution/noise",
            Level = null,
        };
        var trials = SomeEpisodes
            .Suite(1)
            .Append(noise)
            .SelectMany(episode => new[] { SomeTrials.Ended(episode, "hold", false), SomeTrials.Ended(episode, "seeker", true) });

        var rows = Summary.Of(Identity, [.. trials]).Rows;

        Assert.That(
            rows.Where(row => row.Policy == "seeker").Select(row => $"{row.Scope} {row.Name}"),
            Is.EqualTo(
                new[]
                {
                    "Split id",
                    "Split ood",
                    "Group id",
                    "Group execution",
                    "Group vision",
                    "Cell id",
                    "Cell execution/noise",
                    "Cell vision/table@0.5",
                }
            )
        );
        Assert.That(rows.Select(row => row.Policy).Distinct(), Is.EqualTo(new[] { "seeker", "hold" }));
    }

    [Test]
    public void Of_SeveralTasks_KeepsTheirCellsApart()
    {
        var other = SomeEpisodes.Control(0) with { Id = "tiny/another/id/0000", Task = "another" };
        var trials = SomeEpisodes
            .Suite(1)
            .Select(episode => SomeTrials.Ended(episode, "hold", true))
            .Append(SomeTrials.Ended(other, "hold", false));

        var rows = Summary.Of(Identity, [.. trials]).Rows.Where(row => row is { Policy: "hold", Scope: ScopeKind.Cell });

        Assert.That(
            rows.Select(row => $"{row.Name} {row.Successes}/{row.N}"),
            Is.EqualTo(new[] { "another/id 0/1", "reach/id 1/1", "reach/vision/table@0.5 1/1" })
        );
    }

    [Test]
    public void Of_TasksWithRulesOfTheirOwn_EachRowCountsByItsOwn()
    {
        var any = SomeEpisodes.Control(0) with { Id = "tiny/touch/id/0000", Task = "touch", SuccessRule = SuccessRule.AtAnyStep };
        TrialRecord[] trials =
        [
            SomeTrials.Ended(SomeEpisodes.Control(0), "hold", success: false, anyStep: true),
            SomeTrials.Ended(any, "hold", success: false, anyStep: true),
        ];

        var summary = Summary.Of(Identity with { SuccessRule = null }, trials);

        var rows = summary.Rows.ToDictionary(row => (row.Scope, row.Name));
        Assert.Multiple(() =>
        {
            Assert.That(trials.Select(trial => trial.Outcome), Is.EqualTo(new[] { Outcome.Failure, Outcome.Success }));
            Assert.That(summary.SuccessRule, Is.Null);
            Assert.That(Said("reach/id"), Is.EqualTo(((SuccessRule?)SuccessRule.AtEnd, 0, 0.0)));
            Assert.That(Said("touch/id"), Is.EqualTo(((SuccessRule?)SuccessRule.AtAnyStep, 1, 1.0)));
            Assert.That(rows[(ScopeKind.Split, "id")].SuccessRule, Is.Null);
            Assert.That(rows[(ScopeKind.Split, "id")].Score, Is.EqualTo(Rate.Of(1, 2)), "the rate is that of the rows");
        });

        (SuccessRule? Rule, int Successes, double? Rate) Said(string axis) =>
            rows[(ScopeKind.Cell, axis)] is var row ? (row.SuccessRule, row.Successes, row.Score.Value) : default;
    }

    [Test]
    public void Of_LedgerWithoutRules_TheRunsCountsUnlessAnOutcomeContradictsIt()
    {
        TrialRecord[] without = [SomeTrials.Ended(SomeEpisodes.Control(0), "hold", success: true) with { SuccessRule = null }];
        TrialRecord[] mixed =
        [
            .. without,
            SomeTrials.Ended(
                SomeEpisodes.Control(1) with
                {
                    SuccessRule = SuccessRule.AtAnyStep,
                },
                "hold",
                success: false,
                anyStep: true
            ) with
            {
                SuccessRule = null,
            },
        ];

        Assert.That(
            (Summary.Of(Identity, without).SuccessRule, Summary.Of(Identity, mixed).SuccessRule),
            Is.EqualTo(((SuccessRule?)SuccessRule.AtEnd, (SuccessRule?)null))
        );
    }

    [Test]
    public void Write_Csv_LooksAsDocumented()
    {
        ImmutableArray<TrialRecord> trials =
        [
            SomeTrials.Ended(SomeEpisodes.Control(0), "seeker", true),
            SomeTrials.Ended(SomeEpisodes.Perturbed(0), "seeker", false, anyStep: true),
            SomeTrials.Errored(SomeEpisodes.Perturbed(1), "seeker"),
        ];

        Summary.Of(Identity, trials).Write(_folder["."]);

        Assert.That(
            File.ReadAllText(_folder["summary.csv"]),
            Is.EqualTo(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "summary-v4.csv")))
        );
    }

    [Test]
    public void Of_WhateverTheEnvironmentDeclares_IsTheMeanOfWhatWasMeasured()
    {
        var identity = Identity with
        {
            Environment = Identity.Environment with
            {
                Measures =
                [
                    new("path_length", "m", MeasureFold.Last),
                    new("first_touch", MeasureSpec.Truth, MeasureFold.FirstTime),
                    new("spilt", MeasureSpec.Truth, MeasureFold.Any),
                    new("never", "1", MeasureFold.Last),
                ],
            },
        };
        TrialRecord Measured(int index, params (string Name, double Value)[] values) =>
            SomeTrials.Ended(SomeEpisodes.Control(index), "hold", true) with
            {
                Measures = Measurements.Of(values),
            };
        TrialRecord[] trials =
        [
            Measured(0, ("path_length", 1), ("first_touch", 4), ("spilt", 1)),
            Measured(1, ("path_length", 2), ("spilt", 0)),
            SomeTrials.Errored(SomeEpisodes.Control(2), "hold"),
        ];

        var summary = Summary.Of(identity, trials);

        Assert.That(
            summary.Rows.Single(row => row.Scope == ScopeKind.Cell).Measures,
            Is.EqualTo(
                new MeasureSummary[]
                {
                    new("path_length", "m", 2, 1.5),
                    new("first_touch", "step", 1, 4),
                    new("spilt", "bool", 2, 0.5),
                    new("never", "1", 0, null),
                }
            )
        );
        summary.Write(_folder["."]);
        var csv = File.ReadAllLines(_folder["summary.csv"]);
        Assert.That(csv[0], Does.EndWith(",path_length [m],first_touch [step],spilt [bool],never [1]"));
        Assert.That(csv[^1], Does.EndWith(",1.5,4,0.5,"));
    }

    [Test]
    public void Of_OnlyErroredTrials_HasNoRate()
    {
        var row = Summary
            .Of(Identity, [SomeTrials.Errored(SomeEpisodes.Perturbed(0), "hold")])
            .Rows.Single(row => row.Scope == ScopeKind.Cell);

        Assert.Multiple(() =>
        {
            Assert.That((row.N, row.Errored, row.AtEnd), Is.EqualTo((0, 1, new Rate(0, null, 0, 1))));
            Assert.That(row.Paired!.Difference, Is.Null);
        });
    }
}
