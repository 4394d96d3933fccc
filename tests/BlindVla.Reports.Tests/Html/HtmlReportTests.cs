using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class HtmlReportTests
{
    private const string Hostile = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script><!--";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Write_TwoPolicies_HeadlineIsTheSummary()
    {
        var run = TwoPolicies();

        var headline = Section(Page(run), "h-result");

        Assert.That(
            Figures(headline),
            Is.EqualTo(
                new[]
                {
                    "3/4 75.0 % 30.1 % to 95.4 %",
                    "1/4 25.0 % 4.6 % to 69.9 %", // in distribution: planner, hold
                    "1/3 33.3 % 6.1 % to 79.2 %",
                    "1/4 25.0 % 4.6 % to 69.9 %", // out of it
                }
            )
        );
        Assert.That(
            Figures(headline).Select(figure => figure.Split(' ')[0]),
            Is.EqualTo(
                Summary
                    .Of(run.Record.Identity, [.. run.Trials])
                    .Rows.Where(row => row.Scope == ScopeKind.Split)
                    .OrderBy(row => row.Name)
                    .Select(row => $"{row.Successes}/{row.N}")
            )
        );
        Assert.That(
            headline,
            Does.Contain("planner*").And.Contain("* uses object poses").And.Contain("1 of 8 trials could not be carried out")
        );
    }

    [Test]
    public void Write_RealTime_HasItsPaceAndWhatWasHeld_AndNoSuchSectionElsewhere()
    {
        var trial = SomeRun.Failed(SomeRun.Control(0), "p") with
        {
            HeldActions = 3,
            HeldRules = RuleCounts.Parse("stale_action=1 workspace=2"),
            Timing = new()
            {
                LateSteps = 4,
                EffectiveHz = 4.5,
                PeriodP50Seconds = 0.2,
                PeriodP99Seconds = 0.31,
            },
        };

        var section = Section(Page(SomeRun.Write(_folder["arm"], ["p"], [trial])), "h-real-time");

        Assert.That(section, Does.Contain("<td>20</td><td>4.50</td><td>4</td><td>200.0, 310.0</td>"));
        Assert.That(section, Does.Contain("<td>3</td><td>stale_action=1 workspace=2</td>"));
        Assert.That(Page(TwoPolicies()), Does.Not.Contain("h-real-time"));
    }

    [Test]
    public void Write_WhatAPersonSaid_IsInTheBrowser()
    {
        var trial = SomeRun.Errored(SomeRun.Control(0), "p") with { RedoneBecause = "bumped" };

        Assert.That(Page(SomeRun.Write(_folder["judged"], ["p"], [trial])), Does.Contain("\"bumped\""));
    }

    [Test]
    public void Write_WithAGate_VerdictHasTheBoundsThatDecided_WithTheirLevel()
    {
        var run = TwoPolicies();
        var rules = new GateRules(
            "nightly",
            run.Record.Identity.Suite.Name,
            Margin: 0.05,
            [],
            Alpha: 0.05,
            Power: 0.8,
            MaxErrored: 0.5,
            PracticalDrop: 0.01,
            null
        );
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        var gate = ReleaseGate.Judge(rules, sides[0], sides[1]);
        HtmlReport.Write(_folder["gate.html"], ReportSide.Of([run]), gate);
        var claim = gate.Claims[0];

        var verdict = Section(File.ReadAllText(_folder["gate.html"]), "h-verdict");

        Assert.That(Figures(verdict).Single(), Does.Contain($"{PlotText.Points(claim.LowerBound)} to {PlotText.Points(claim.UpperBound)}"));
        Assert.That(verdict, Does.Contain("class=\"margin\""));
        Assert.That(WebUtility.HtmlDecode(verdict), Does.Contain(VerdictWords.Sentence(gate)).And.Contain("What would change the verdict"));
        Assert.That(verdict, Does.Contain("Cells differ in their number of pairs"), "one trial is missing");
        Assert.That(verdict, Does.Contain("its 90 % interval (Tango), each end a one-sided 95 % bound"));
        Assert.That(verdict, Does.Contain("hold against planner*").And.Contain("* uses object poses"));
    }

    [Test]
    public void Write_RuleIsAnyStep_HeadlineFollowsIt()
    {
        var lost = LostAgain(SomeRun.Control(0));

        var headline = Section(Page(SomeRun.Write(_folder["run"], ["hold"], [lost], SuccessRule.AtAnyStep)), "h-result");

        Assert.That(headline, Does.Contain("at any step of the episode"));
        Assert.That(Figures(headline).Single(), Does.StartWith("1/1 100.0 %"));
    }

    [Test]
    public void Write_TasksWithRulesOfTheirOwn_SaysSoAndWhichRowIsWhich()
    {
        var touch = SomeRun.Control(0) with { Id = "suite/touch/id/0000", Task = "touch" };
        var page = Page(
            SomeRun.Write(_folder["run"], ["hold"], [SomeRun.Failed(SomeRun.Control(0), "hold"), LostAgain(touch)], rule: null)
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                Section(page, "h-result"),
                Does.Contain("at the end of the episode or at any step of it, by the rule of each task")
            );
            Assert.That(Figures(Section(page, "h-result")).Single(), Does.StartWith("1/2 50.0 %"));
            Assert.That(Section(page, "h-axes"), Does.Contain("task/id (at end)").And.Contain("touch/id (any step)"));
            Assert.That(Figures(Section(page, "h-axes")), Has.Some.StartsWith("0/1 0.0 %").And.Some.StartsWith("1/1 100.0 %"));
        });
    }

    /// <summary>Succeeded on the way only, under the rule that takes that for a success.</summary>
    private static TrialRecord LostAgain(EpisodeSpec episode) =>
        SomeRun.Failed(episode with { SuccessRule = SuccessRule.AtAnyStep }, "hold") with
        {
            Outcome = Outcome.Success,
            SuccessAnyStep = true,
            FirstSuccessStep = 3,
        };

    [Test]
    public void Write_PerturbedEpisodes_AreComparedWithTheirTwins()
    {
        var axes = Section(Page(TwoPolicies()), "h-axes");

        // planner: twins 0 to 2, of which the control alone succeeded in 1 and 2; the fourth is errored.
        Assert.That(Figures(axes), Does.Contain("−66.7 −93.9 to +26.9"));
        Assert.That(axes, Does.Contain("<td>-66.667</td><td>-93.851</td><td>26.916</td><td>3 pairs, lost 2, won 0</td>"));
        Assert.That(
            Regex.Matches(axes, "class=\"heading\"[^>]*>(.*?)<").Select(heading => heading.Groups[1].Value),
            Is.EqualTo(new[] { "In distribution", "Vision", "Vision" }),
            "of the rates, and of the costs"
        );
        Assert.That(axes, Does.Contain("vision/table@0.5"));
    }

    [Test]
    public void Write_TwoPolicies_DiscordantPairsAreCountedAndListed()
    {
        var page = Page(TwoPolicies());

        Assert.That(
            Section(page, "h-pairs"),
            Does.Match(@"Of 7 episodes that both carried out, only planner\* succeeded in 3 and\s+only hold in 1\.")
        );
        Assert.That(
            Trials(page)
                .Where(trial => trial["outcome"] != "errored")
                .GroupBy(trial => trial["episode"])
                .Where(both => both.Select(trial => trial["outcome"]).Distinct().Count() == 2)
                .Select(both => string.Join(" / ", both.Select(trial => $"{trial["side"]} {trial["id"]} {trial["outcome"]}"))),
            Is.EqualTo(
                new[]
                {
                    "0 suite/task/id/0001 success / 1 suite/task/id/0001 failure",
                    "0 suite/task/id/0002 success / 1 suite/task/id/0002 failure",
                    "0 suite/task/vision/table@0.5/0000 success / 1 suite/task/vision/table@0.5/0000 failure",
                    "0 suite/task/vision/table@0.5/0001 failure / 1 suite/task/vision/table@0.5/0001 success",
                }
            )
        );
    }

    [Test]
    public void Write_SameIdWithAnotherScene_IsNotTheSameEpisode()
    {
        var moved = SomeRun.Control(0) with { Scene = SomeRun.Control(1).Scene };
        var first = SomeRun.Write(
            _folder["first"],
            ["hold"],
            [SomeRun.Succeeded(SomeRun.Control(0), "hold"), SomeRun.Succeeded(SomeRun.Control(1), "hold")]
        );
        var second = SomeRun.Write(
            _folder["second"],
            ["hold"],
            [SomeRun.Failed(moved, "hold"), SomeRun.Failed(SomeRun.Control(1), "hold")]
        );

        var page = Page(first, second);

        Assert.That(
            Section(page, "h-pairs"),
            Does.Match(@"Of 1 episodes that both carried out, only first:hold succeeded in 1 and\s+only second:hold in 0\.")
        );
        Assert.That(Trials(page).Select(trial => trial["episode"]), Is.EqualTo(new[] { "1", "2", "3", "2" }));
    }

    [Test]
    public void Write_WithAGate_PairsAreOfItsSides()
    {
        string[] policies = ["a", "b", "c"];
        var run = SomeRun.Write(
            _folder["run"],
            [.. policies],
            [
                .. policies.Select(policy =>
                    (policy == "b" ? SomeRun.Succeeded : (Func<EpisodeSpec, string, TrialRecord>)SomeRun.Failed)(SomeRun.Control(0), policy)
                ),
            ]
        );
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        var rules = new GateRules(
            "nightly",
            "suite",
            Margin: 0.05,
            [],
            Alpha: 0.05,
            Power: 0.8,
            MaxErrored: 0.5,
            PracticalDrop: 0.01,
            null
        );
        HtmlReport.Write(_folder["gate.html"], ReportSide.Of([run]), ReleaseGate.Judge(rules, sides[2], sides[1]));

        var page = File.ReadAllText(_folder["gate.html"]);

        Assert.That(Section(page, "h-pairs"), Does.Match(@"only c succeeded in 0 and\s+only b in 1\.").And.Contain("id=\"pair\""));
        Assert.That(Data(page).GetProperty("pair").EnumerateArray().Select(side => side.GetInt32()), Is.EqualTo(new[] { 2, 1 }));
    }

    /// <summary>Half a run each: one policy with all episodes, and not two that share a name.</summary>
    [Test]
    public void Write_TwoShards_AreOnePolicy()
    {
        RecordedRun Shard(int number) =>
            SomeRun.Write(
                _folder[$"part{number}"],
                ["hold"],
                [SomeRun.Failed(SomeRun.Control(number), "hold"), SomeRun.Failed(SomeRun.Control(number + 2), "hold")],
                shard: new(number + 1, 2),
                episodesPerCell: 4
            );

        var page = Page([.. RecordedRun.Together([Shard(0), Shard(1)])]);

        Assert.That(Figures(Section(page, "h-result")).Single(), Does.StartWith("0/4"));
        Assert.That(Data(page).GetProperty("sides").EnumerateArray().Select(side => side.GetString()), Is.EqualTo(new[] { "hold" }));
        Assert.That(page, Does.Contain("part0, part1").And.Contain("complete, 4 of 4 trials"));
        Assert.That(Data(page).GetProperty("ledgers").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public void Write_Header_SaysWhatWasRunWithWhat()
    {
        var header = Regex.Match(Page(TwoPolicies()), "<header>.*?</header>", RegexOptions.Singleline).Value;

        Assert.That(header, Does.Contain("suite version 1, 4 episodes of each cell").And.Contain("seed 7").And.Contain("version 0.1.0"));
        Assert.That(header, Does.Contain("arithmetic 1").And.Contain("formula").And.Contain("planner*").And.Contain("fake"));
    }

    [Test]
    public void Write_OnePolicy_HasNoPairs()
    {
        var page = Page(SomeRun.Write(_folder["run"], ["hold"], [SomeRun.Failed(SomeRun.Control(0), "hold")]));

        Assert.That(page, Does.Not.Contain("h-pairs"));
        Assert.That(Data(page).GetProperty("pair").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Write_FailedTrials_AreSortedByPhase()
    {
        var table = Section(Page(TwoPolicies()), "h-failures");

        // Of hold's four out of distribution three failed, none of which came near the object.
        Assert.That(Regex.Replace(table, "<[^>]+>", " "), Does.Match(@"hold, out of distribution\s+3/4\s+3\s+0\s+0\s+0\s+0\s+0\s"));
    }

    [Test]
    public void Write_FailureThatWasNotMeasured_HasAColumnSoThatRowsAddUp()
    {
        var unknown = SomeRun.Failed(SomeRun.Control(0), "hold") with { Measures = Measurements.None };

        var table = Section(
            Page(SomeRun.Write(_folder["run"], ["hold"], [unknown, SomeRun.Failed(SomeRun.Control(1), "hold")])),
            "h-failures"
        );

        Assert.That(table, Does.Contain("not measured"));
        Assert.That(Regex.Replace(table, "<[^>]+>", " "), Does.Match(@"hold, in distribution\s+2/2\s+1\s+0\s+0\s+0\s+0\s+0\s+1\s"));
    }

    [Test]
    public void Write_EveryFailureMeasured_HasNoSuchColumn() =>
        Assert.That(Section(Page(TwoPolicies()), "h-failures"), Does.Not.Contain("not measured"));

    /// <summary>Though it measures what has the names of a table top's measures, and lost what it had reached.</summary>
    [Test]
    public void Write_WorldThatOwnsItsScenes_HasNothingOfTheTableTop()
    {
        var lost = SomeRun.Failed(SomeRun.Named(1), "hold") with { SuccessAnyStep = true, FirstSuccessStep = 3 };

        var page = Page(
            SomeRun.Write(
                _folder["run"],
                ["hold"],
                [SomeRun.Succeeded(SomeRun.Named(0), "hold"), lost, SomeRun.Errored(SomeRun.Named(2), "hold")]
            )
        );

        Assert.Multiple(() =>
        {
            foreach (var heading in new[] { "h-failures", "h-where" })
            {
                Assert.That(page, Does.Not.Contain(heading));
            }
            foreach (var text in new[] { "Success by object", "Success by receptacle", "Success by table", "finger tips", "Phase" })
            {
                Assert.That(page, Does.Not.Contain(text));
            }
            foreach (var member in new[] { "phase", "object", "receptacle", "table" })
            {
                Assert.That(Trials(page)[1][member], Is.Empty, member);
            }
        });
        Assert.That(Figures(Section(page, "h-result")).Single(), Does.StartWith("1/2 50.0 %"));
        Assert.That(
            Section(page, "h-breakdowns"),
            Does.Contain("By instruction").And.Contain("go to the green place").And.Contain("go to the red place")
        );
    }

    [Test]
    public void Write_TableTopBesideAnotherWorld_ItsSectionsAreAboutItAlone()
    {
        var tabletop = SomeRun.Write(_folder["tabletop"], ["planner"], [SomeRun.Failed(SomeRun.Control(0), "planner")]);
        var named = SomeRun.Write(_folder["named"], ["random"], [SomeRun.Failed(SomeRun.Named(0), "random")]);

        var page = Page(tabletop, named);

        Assert.That(Section(page, "h-failures"), Does.Contain("planner*").And.Not.Contain("random"));
        Assert.That(Section(page, "h-where"), Does.Contain("planner*").And.Not.Contain("random"));
        Assert.That(Section(page, "h-breakdowns"), Does.Contain("Success by object").And.Contain("go to the green place"));
    }

    [Test]
    public void Write_Measures_AreThoseThatTheEnvironmentDeclares()
    {
        var run = SomeRun.Write(
            _folder["run"],
            ["planner"],
            [
                SomeRun.Succeeded(SomeRun.Control(0), "planner"),
                SomeRun.Failed(SomeRun.Control(1), "planner"),
                SomeRun.Failed(SomeRun.Perturbed(0, "vision/table"), "planner"),
            ]
        );

        var section = Section(Page(run), "h-measures");

        Assert.Multiple(() =>
        {
            Assert.That(section, Does.Contain(">planner*, in distribution</th><th scope=\"col\">planner*, out of distribution</th>"));
            Assert.That(section, Does.Contain("<th scope=\"row\">grasped</th><td>50.0 % of 2</td><td>0.0 % of 1</td>"));
            Assert.That(section, Does.Contain("<th scope=\"row\">final distance [m]</th><td>0.155 of 2</td><td>0.3 of 1</td>"));
            Assert.That(Regex.Matches(section, "<th scope=\"row\">"), Has.Count.EqualTo(4), "one for each declared");
        });
    }

    [Test]
    public void Write_HostileNames_BreakNothing()
    {
        // Whatever an episode's id is made of names files, too, and is held to what such names may be.
        var trials = new[]
        {
            SomeRun.Succeeded(SomeRun.Control(0) with { Instruction = Hostile }, "hold") with
            {
                Object = Hostile,
                Receptacle = Hostile,
                Table = Hostile,
            },
            SomeRun.Errored(SomeRun.Control(1), "hold") with
            {
                Error = Hostile,
            },
        };

        var page = Page(SomeRun.Write(_folder["run"], ["hold"], trials));
        var empty = Page(SomeRun.Write(_folder["empty"], ["hold"], [], suite: Hostile));

        Assert.Multiple(() =>
        {
            foreach (var text in new[] { page, empty })
            {
                Assert.That(Regex.Matches(text, "<script"), Has.Count.EqualTo(2));
                Assert.That(Regex.Matches(text, "</script"), Has.Count.EqualTo(2));
                Assert.That(Regex.Matches(text, "<!"), Has.Count.EqualTo(1), "the doctype alone");
                Assert.That(text, Does.Not.Contain("<img src"));
                Assert.That(Regex.Matches(text, "=\"[^\"]*\"onerror"), Is.Empty);
            }
            var shown = Trials(page);
            Assert.That(shown[0]["instruction"], Is.EqualTo(Hostile));
            Assert.That(shown[0]["object"], Is.EqualTo(Hostile));
            Assert.That(shown[1]["error"], Is.EqualTo(Hostile));
        });
    }

    [Test]
    public void Write_Ledgers_AreCarriedByteForByte()
    {
        var first = SomeRun.Write(
            _folder["first"],
            ["hold"],
            [SomeRun.Failed(SomeRun.Control(0) with { Instruction = "put \"crème\" on 盘子, 🥕 </script>" }, "hold")]
        );
        var second = SomeRun.Write(_folder["second"], ["planner", "hold"], [SomeRun.Errored(SomeRun.Control(1), "planner")]);

        var ledgers = Data(Page(first, second)).GetProperty("ledgers").EnumerateArray().ToList();

        Assert.That(
            ledgers.Select(ledger => ledger.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "first-episodes.csv", "second-episodes.csv" })
        );
        foreach (var (ledger, run) in ledgers.Zip([first, second]))
        {
            Assert.That(
                Encoding.UTF8.GetBytes(ledger.GetProperty("csv").GetString()!),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(run.Path, RunFolder.LedgerFile)))
            );
        }
    }

    [Test]
    public async Task Write_Page_AsksNothingOfANetwork()
    {
        var run = TwoPolicies();
        await SomeRun.FilmAsync(run.Path, frames: 2, (SomeRun.Control(0), "hold"));

        var page = Page(run);

        Assert.Multiple(() =>
        {
            Assert.That(
                Regex
                    .Matches(page, "(?:https?|wss?|ftp):|\\burl\\(|@import|<link|<iframe|\\bfetch\\(|XMLHttpRequest")
                    .Select(match => match.Value),
                Is.Empty
            );
            Assert.That(Regex.Matches(page, "(?:src|href|action)=(?!\"#)\\S*").Select(match => match.Value), Is.Empty);
            Assert.That(page, Does.Contain("default-src 'none'"));
        });
    }

    [Test]
    public async Task Write_FilmBesideThePage_IsFoundFromIt()
    {
        var run = SomeRun.Write(
            _folder["run #1, 100%?"],
            ["hold"],
            [SomeRun.Failed(SomeRun.Control(0), "hold"), SomeRun.Failed(SomeRun.Control(1), "hold")]
        );
        await SomeRun.FilmAsync(run.Path, frames: 2, (SomeRun.Control(0), "hold"));

        HtmlReport.Write(_folder["pages/report.html"], ReportSide.Of([run]));

        var trials = Trials(File.ReadAllText(_folder["pages/report.html"]));
        var film = new Uri(new Uri($"file://{_folder["pages/report.html"]}"), trials[0]["film"]).LocalPath;
        Assert.Multiple(() =>
        {
            Assert.That(film, Is.EqualTo(Path.Combine(run.Path, "videos/hold/suite__task__id__0000.webp")));
            Assert.That(film, Does.Exist);
            Assert.That(trials[0]["thumbnail"], Does.StartWith("data:image/webp;base64,"));
            Assert.That(trials[1]["film"], Is.Empty);
        });
    }

    [Test]
    public void Write_TwiceTheSame_IsTheSamePage()
    {
        var run = TwoPolicies();

        Assert.That(Page(run), Is.EqualTo(Page(RecordedRun.Open(run.Path))));
    }

    [TestCase(RunFolder.LedgerFile)]
    [TestCase(RunFolder.RecordFile)]
    public void Write_FileOfTheRunHasGone_KeepsTheOldPage(string file)
    {
        var run = TwoPolicies();
        File.WriteAllText(_folder["report.html"], "the old page");
        File.Delete(Path.Combine(run.Path, file));

        var error = Assert.Throws<RunException>(() => HtmlReport.Write(_folder["report.html"], ReportSide.Of([run])));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(error.Message, Does.Contain("cannot read").And.Contain(Path.Combine(run.Path, file)));
            Assert.That(File.ReadAllText(_folder["report.html"]), Is.EqualTo("the old page"));
            Assert.That(Directory.GetFiles(_folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "report.html" }));
        });
    }

    [Test]
    public void Write_FolderCannotBeMade_SaysWhich()
    {
        var run = TwoPolicies();
        File.WriteAllText(_folder["file"], "in the way");

        var error = Assert.Throws<RunException>(() => HtmlReport.Write(_folder["file/report.html"], ReportSide.Of([run])));

        Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
        Assert.That(error.Message, Does.Contain("cannot write the report").And.Contain("file/report.html"));
        Assert.That(File.ReadAllText(_folder["file"]), Is.EqualTo("in the way"));
    }

    [Test]
    public void Write_ManyPolicies_AllAreShown()
    {
        string[] policies = ["a", "b", "c", "d", "e", "f"];

        var page = Page(
            SomeRun.Write(_folder["run"], [.. policies], [.. policies.Select(policy => SomeRun.Succeeded(SomeRun.Control(0), policy))])
        );

        Assert.That(Figures(Section(page, "h-result")), Has.Length.EqualTo(6));
        Assert.That(Data(page).GetProperty("sides").EnumerateArray().Select(side => side.GetString()), Is.EqualTo(policies));
    }

    [Test]
    public void Write_NothingFinished_StillHasAPage()
    {
        var page = Page(SomeRun.Write(_folder["run"], ["hold", "planner"], [SomeRun.Errored(SomeRun.Control(0), "hold")]));

        Assert.That(Section(page, "h-result"), Does.Contain("none counted").And.Contain("1 of 1 trials could not be carried out"));
        Assert.That(page, Does.Not.Contain("NaN"));
    }

    /// <summary>Four controls and their twins; the planner's last twin is errored.</summary>
    private RecordedRun TwoPolicies()
    {
        TrialRecord Ended(EpisodeSpec episode, string policy, bool success) =>
            success ? SomeRun.Succeeded(episode, policy) : SomeRun.Failed(episode, policy);
        EpisodeSpec Twin(int index) => SomeRun.Perturbed(index, "vision/table", 0.5);
        return SomeRun.Write(
            _folder["run"],
            ["planner", "hold"],
            [
                .. new[] { true, true, true, false }.Select((success, index) => Ended(SomeRun.Control(index), "planner", success)),
                .. new[] { true, false, false }.Select((success, index) => Ended(Twin(index), "planner", success)),
                SomeRun.Errored(Twin(3), "planner"),
                .. new[] { true, false, false, false }.Select((success, index) => Ended(SomeRun.Control(index), "hold", success)),
                .. new[] { false, true, false, false }.Select((success, index) => Ended(Twin(index), "hold", success)),
            ]
        );
    }

    private string Page(params RecordedRun[] runs)
    {
        HtmlReport.Write(_folder[HtmlReport.FileName], ReportSide.Of(runs));
        return File.ReadAllText(_folder[HtmlReport.FileName]);
    }

    private static string Section(string page, string heading) =>
        Regex.Match(page, $"<section aria-labelledby=\"{heading}\"[^>]*>.*?</section>", RegexOptions.Singleline)
            is { Success: true } section
            ? section.Value
            : throw new AssertionException($"no section {heading}");

    /// <summary>What stands beside the plots, without markup.</summary>
    private static ImmutableArray<string> Figures(string section) =>
        [
            .. Regex
                .Matches(section, "<text class=\"figure[^>]*>(.*?)</text>")
                .Select(figure => WebUtility.HtmlDecode(Regex.Replace(figure.Groups[1].Value, "<[^>]+>", "")))
                .Select(text => Regex.Replace(text, " +", " ").Trim()),
        ];

    /// <summary>The trials as the browser reads them: every member by its name, empty where there is none.</summary>
    private static ImmutableArray<Dictionary<string, string>> Trials(string page)
    {
        var data = Data(page);
        var fields = data.GetProperty("fields").EnumerateArray().Select(field => field.GetString()!).ToList();
        var numbers = data.GetProperty("numbers").EnumerateArray().Select(field => field.GetString()!).ToHashSet();
        var texts = data.GetProperty("texts").EnumerateArray().Select(text => text.GetString() ?? "").ToList();
        return
        [
            .. data.GetProperty("trials")
                .EnumerateArray()
                .Select(row =>
                    fields
                        .Zip(row.EnumerateArray().Select(value => value.GetInt32()))
                        .ToDictionary(
                            field => field.First,
                            field => numbers.Contains(field.First) ? $"{field.Second}" : texts[field.Second]
                        )
                ),
        ];
    }

    private static JsonElement Data(string page) =>
        JsonDocument
            .Parse(
                Regex.Match(page, "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value
            )
            .RootElement;
}
