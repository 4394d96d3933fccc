using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Runs;

internal sealed class RunFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Open_FolderHoldsARun_IsRefusedWithoutResume()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var before = Contents(_folder["run"]);

        var error = Assert.Throws<RunException>(() => new SomeRun().Open(_folder["run"]));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(error.Message, Does.Contain("holds a run already; name another folder with --out"));
            Assert.That(Contents(_folder["run"]), Is.EqualTo(before));
        });
    }

    [Test]
    public void Differences_InHowManyPoliciesThereAre_NameThem()
    {
        var identity = new SomeRun().Identity;
        var fewer = identity with { Policies = [identity.Policies[0]] };

        Assert.That(
            RunComparison.Differences(identity, fewer).Single(),
            Is.EqualTo(
                $"identity.policies: expected {string.Join(", ", identity.Policies.Select(policy => policy.Name))}, "
                    + $"found {fewer.Policies[0].Name}"
            )
        );
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Open_FolderHoldsSomethingElse_IsRefused(bool resume)
    {
        File.WriteAllText(_folder["thesis.tex"], "42");

        var error = Assert.Throws<RunException>(() => new SomeRun().Open(_folder.Path, resume));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Contain("is not empty and holds no run"));
            Assert.That(Contents(_folder.Path), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Open_ResumeWithAnotherIdentity_ListsEveryDifference()
    {
        var run = new SomeRun();
        await run.RunAsync(_folder["run"]);
        var before = Contents(_folder["run"]);
        var other = RunRecord.Begin(
            run.Identity with
            {
                Seed = ulong.MaxValue,
                Suite = run.Identity.Suite with { Sha256 = "0ther" },
                Policies = [run.Identity.Policies[0], run.Identity.Policies[1] with { Checkpoint = "c0ffee" }],
            },
            new(1, 3, 60, "none"),
            12,
            TimeProvider.System
        );

        var error = Assert.Throws<RunException>(() => RunFolder.Open(_folder["run"], other, resume: true, TimeProvider.System));

        Assert.Multiple(() =>
        {
            Assert.That(
                error!.Message.Split('\n')[1..],
                Is.EqualTo(
                    new[]
                    {
                        "  identity.suite.sha256: expected \"5017e\", found \"0ther\"",
                        "  identity.policies[1].checkpoint: expected \"\", found \"c0ffee\"",
                        "  identity.seed: expected 7, found \"18446744073709551615\"",
                    }
                )
            );
            Assert.That(Contents(_folder["run"]), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task Open_ResumedWithMoreEpisodes_RunsThoseThatAreNotThere_AndIsAsIfItHadBegunWithThem()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var more = new SomeRun { Episodes = SomeEpisodes.Suite(5), PerCell = 5 };
        await more.RunAsync(_folder["whole"]);

        using (var folder = more.Open(_folder["run"], resume: true, extends: true))
        {
            await more.RunAsync(folder);
        }

        Assert.That(SomeRun.Facts(_folder["run"]), Is.EqualTo(SomeRun.Facts(_folder["whole"])));
        var run = RecordedRun.Open(_folder["run"]).Record;
        Assert.That((run.Status, run.Identity.EpisodesPerCell), Is.EqualTo((RunStatus.Complete, 5)));
        Assert.That(run.Trials.Planned, Is.EqualTo(RecordedRun.Open(_folder["whole"]).Record.Trials.Planned));
    }

    [Test]
    public async Task Open_ResumedWithMoreEpisodesThatNobodyAskedFor_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);

        Assert.That(
            () =>
                new SomeRun { Episodes = SomeEpisodes.Suite(5), PerCell = 5 }
                    .Open(_folder["run"], resume: true)
                    .Dispose(),
            Throws.TypeOf<RunException>().With.Message.Contains("identity.episodes_per_cell: expected 3, found 5")
        );
    }

    [Test]
    public async Task Open_ResumeOfAMistypedFolder_NamesTheRunThatWasMeant()
    {
        await new SomeRun().RunAsync(_folder["monday"]);

        var error = Assert.Throws<RunException>(() => new SomeRun().Open(_folder["mondya"], resume: true));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Refused));
            Assert.That(error.Message, Does.Contain("no run in").And.Contain("did you mean 'monday'?").And.Contain("leave out --resume"));
            Assert.That(Directory.Exists(_folder["mondya"]), Is.False);
        });
    }

    /// <summary>What a process leaves that was killed before run.json was there: its folder, its claim, its unfinished file.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Open_KilledBeforeRunJson_BeginsAgain(bool resume)
    {
        File.WriteAllText(_folder["run.lock"], "");
        File.WriteAllText(_folder["run.json.tmp"], "{\"schema_ver");

        using (var folder = new SomeRun().Open(_folder.Path, resume))
        {
            Assert.That(folder.Trials, Is.Empty);
        }

        Assert.That(
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "episodes.csv", "run.json" })
        );
    }

    [Test]
    public void Open_LedgerOfARunWithAnotherSeed_IsRefusedToReadAndRunAgainOnResume()
    {
        var (mine, other) = (
            SomeSides.Recorded(_folder["mine"], "hold", 2, _ => true).Run,
            SomeSides.Recorded(_folder["other"], "hold", 2, _ => true, seed: 8).Run
        );
        File.Copy(Path.Combine(other.Path, RunFolder.LedgerFile), Path.Combine(mine.Path, RunFolder.LedgerFile), overwrite: true);

        Assert.That(
            () => RecordedRun.Open(mine.Path),
            Throws.InstanceOf<RunException>().With.Message.Contains("its seed is 8, the run's 7")
        );
        using var folder = RunFolder.Open(mine.Path, mine.Record, resume: true, TimeProvider.System);
        Assert.That(folder.Trials, Is.Empty);
        Assert.That(folder.Repair, Does.Contain("4 rows").And.Contain("its seed is 8"));
    }

    /// <summary>What a disk leaves that was full before run.json was there.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Open_EmptyFolder_BeginsARun(bool resume)
    {
        using var folder = new SomeRun().Open(_folder.Path, resume);

        Assert.That(RecordedRun.Open(_folder.Path).Record.Status, Is.EqualTo(RunStatus.Running));
    }

    [Test]
    public void Open_KilledBeforeTheLedger_IsResumed()
    {
        new SomeRun().Open(_folder["run"]).Dispose();
        File.Delete(_folder["run/episodes.csv"]);

        using var folder = new SomeRun().Open(_folder["run"], resume: true);

        Assert.That((folder.Trials.Count, folder.Repair), Is.EqualTo((0, (string?)null)));
    }

    [TestCase("ledger-v1/run.json")]
    [TestCase("ledger-v2/run.json")]
    [TestCase("ledger-v3/run.json")]
    [TestCase("ledger-v4/run.json")]
    [TestCase("ledger-v5/run.json")]
    [TestCase("run-v4.json")]
    [TestCase("run-v5.json")]
    [TestCase("run-v6.json")]
    [TestCase("run-v7.json")]
    [TestCase("run-v8.json")]
    public void Open_ResumeARunOfAnEarlierLedger_IsRefusedInASentence(string earlier)
    {
        Directory.CreateDirectory(_folder["run"]);
        File.Copy(Fixture(earlier), _folder["run/run.json"]);

        Assert.That(
            () => new SomeRun().Open(_folder["run"], resume: true),
            Throws.TypeOf<RunException>().With.Message.Contains("was begun by an earlier version of blindvla")
        );
    }

    /// <summary>Version 9 says nothing of the policies' processor, which nobody asks of a policy without a network.</summary>
    [TestCase("run-v9.json")]
    [TestCase("run-v10.json")]
    [TestCase("run-v11.json")]
    [TestCase("run-v12.json")]
    public void Open_ResumeARunOfVersion9OrLater_GoesOn(string earlier)
    {
        var run = new SomeRun { Shard = new(2, 4) };
        Directory.CreateDirectory(_folder["run"]);
        File.Copy(Fixture(earlier), _folder["run/run.json"]);

        run.Open(_folder["run"], resume: true).Dispose();

        Assert.That(RecordedRun.Open(_folder["run"]).Record.SchemaVersion, Is.EqualTo(RunRecord.CurrentSchemaVersion));
    }

    [TestCase(Verdict.Pass, RunStatus.Decided, "decided")]
    [TestCase(Verdict.Regression, RunStatus.Decided, "decided")]
    [TestCase(Verdict.Inconclusive, RunStatus.Undecided, "undecided")]
    [TestCase(Verdict.NotComparable, RunStatus.Partial, "partial")]
    public void Conclude_RunThatLacksTrials_SaysWhetherItsGateNeedsThem(Verdict verdict, RunStatus status, string word)
    {
        var run = new SomeRun();
        using (var folder = run.Open(_folder["run"]))
        {
            folder.Add(SomeTrials.Ended(run.Episodes[0], "seeker", success: true), SomeTrials.Result(true, true));
            folder.Close();

            folder.Conclude(verdict);
        }

        Assert.That(File.ReadAllText(_folder["run/run.json"]), Does.Contain($"\"status\": \"{word}\""));
        Assert.That(RecordedRun.Open(_folder["run"]).Record.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Conclude_RunThatLacksNothing_WasLookedAtOnTheWayAllTheSame()
    {
        var run = new SomeRun();
        using (var folder = run.Open(_folder["run"]))
        {
            await run.RunAsync(folder);

            folder.Conclude(Verdict.Pass);
        }

        Assert.That(RecordedRun.Open(_folder["run"]).Record.Status, Is.EqualTo(RunStatus.Decided));
    }

    [Test]
    public async Task Resume_ActionsAreGoneOrChanged_ThoseTrialsAreRunAgain()
    {
        var run = new SomeRun();
        await run.RunAsync(_folder["run"]);
        var facts = SomeRun.Facts(_folder["run"]);
        Directory.Delete(_folder["run/actions/hold"], recursive: true);
        var seekers = Directory.GetFiles(_folder["run/actions/seeker"]).Order(StringComparer.Ordinal).ToArray();
        File.WriteAllBytes(seekers[0], [.. File.ReadAllBytes(seekers[0]).SkipLast(1), 1]);

        string? repair;
        using (var folder = run.Open(_folder["run"], resume: true))
        {
            repair = folder.Repair;
            Assert.That(folder.Trials, Has.Count.EqualTo(5));
            await run.RunAsync(folder);
        }

        Assert.Multiple(() =>
        {
            Assert.That(
                repair,
                Does.Contain("7 rows")
                    .And.Contain("tiny/reach/id/0000 under hold: its actions cannot be read: there is no such file")
                    .And.Contain("under seeker: ")
                    .And.Contain("was changed")
            );
            Assert.That(SomeRun.Facts(_folder["run"]), Is.EqualTo(facts));
            Assert.That(RecordedRun.Open(_folder["run"]).Record.Status, Is.EqualTo(RunStatus.Complete));
        });
    }

    [Test]
    public async Task Resume_OutcomeWasEdited_ThatTrialIsRunAgain()
    {
        var run = new SomeRun();
        await run.RunAsync(_folder["run"]);
        var facts = SomeRun.Facts(_folder["run"]);
        var lines = File.ReadAllLines(_folder["run/episodes.csv"]);
        lines[2] = lines[2].Replace("failure", "success", StringComparison.Ordinal);
        File.WriteAllLines(_folder["run/episodes.csv"], lines);

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws
                .TypeOf<RunException>()
                .With.Message.Contains(
                    "line 3 (tiny/reach/id/0000 under hold): outcome is success, but success_at_end decides it and is false"
                )
        );
        await run.RunAsync(_folder["run"], resume: true);

        Assert.That(SomeRun.Facts(_folder["run"]), Is.EqualTo(facts));
    }

    [Test]
    public void RecordedRun_LedgerOfAnotherVersionThanItsRun_IsRefused()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.Copy(Fixture("ledger-v2/run.json"), _folder["run/run.json"]);
        File.Copy(Fixture("ledger-v1/episodes.csv"), _folder["run/episodes.csv"]);

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws.TypeOf<RunException>().With.Message.Contains("has the columns of ledger version 1, run.json says 2")
        );
    }

    [Test]
    public void Open_Suite_IsKeptAndFoundAgain()
    {
        var run = new SomeRun { Suite = "name: tiny\n" };
        using (run.Open(_folder["run"]))
        {
            Assert.That(File.ReadAllText(RecordedRun.Open(_folder["run"]).SuiteCopy!), Is.EqualTo(run.Suite));
        }
        Assert.That(Directory.GetFiles(_folder["run/suite"]), Has.Length.EqualTo(1));
    }

    [Test]
    public void Open_SuitesCopyWasChanged_IsRefusedToReadAndToResume()
    {
        var run = new SomeRun { Suite = "name: tiny\n" };
        run.Open(_folder["run"]).Dispose();
        File.WriteAllText(_folder["run/suite/tiny.yaml"], "name: tiny\nversion: 2\n");
        var before = Contents(_folder["run"]);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => RecordedRun.Open(_folder["run"]),
                Throws.TypeOf<RunException>().With.Message.Contains("tiny.yaml was changed after the run wrote it: sha256 expected")
            );
            Assert.That(
                () => run.Open(_folder["run"], resume: true),
                Throws.TypeOf<RunException>().With.Message.Contains("put the run's own file back, or delete it")
            );
            Assert.That(Contents(_folder["run"]), Is.EqualTo(before));
        });
    }

    /// <summary>The same suite, as its digest in the identity says, with another comment.</summary>
    [Test]
    public void Resume_SuiteIsWrittenOtherwise_KeepsTheCopyAndWritesOneThatIsGone()
    {
        new SomeRun { Suite = "name: tiny\n" }
            .Open(_folder["run"])
            .Dispose();
        var now = new SomeRun { Suite = "name: tiny # the small one\n" };
        string Kept() => File.ReadAllText(RecordedRun.Open(_folder["run"]).SuiteCopy!);

        now.Open(_folder["run"], resume: true).Dispose();
        Assert.That(Kept(), Is.EqualTo("name: tiny\n"));
        File.Delete(_folder["run/suite/tiny.yaml"]);
        now.Open(_folder["run"], resume: true).Dispose();
        Assert.That(Kept(), Is.EqualTo(now.Suite));
    }

    /// <summary>An earlier version recorded no digest of the copy, and its record none of itself.</summary>
    [Test]
    public void RecordedRun_OfVersion2_IsRead()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.Copy(Fixture("run-v2.json"), _folder["run/run.json"]);
        File.WriteAllBytes(_folder["run/episodes.csv"], Ledger.Encode(new LedgerFormat(3, []), []));

        Assert.That(RecordedRun.Open(_folder["run"]).Record.SchemaVersion, Is.EqualTo(2));
    }

    /// <summary>An earlier version recorded neither an arm's rig nor what actions are, of which there was one kind.</summary>
    [Test]
    public void RecordedRun_OfVersion9_IsRead()
    {
        Directory.CreateDirectory(_folder["run"]);
        File.Copy(Fixture("run-v9.json"), _folder["run/run.json"]);
        new SomeRun { Shard = new(2, 4) }
            .Open(_folder["now"])
            .Dispose();
        File.Copy(_folder["now/episodes.csv"], _folder["run/episodes.csv"]);

        var record = RecordedRun.Open(_folder["run"]).Record;

        Assert.That((record.SchemaVersion, record.Identity.Environment.RigSha256), Is.EqualTo((9, (string?)null)));
        Assert.That(record.Identity.Environment.Actions, Is.Null);
    }

    /// <summary>Names that were exchanged would give every row a sound digest, were it not over the declared order.</summary>
    [TestCase("final_distance [m]", "max_lift [m]", "not as written")]
    [TestCase("max_lift [m]", "height [m]", "it has height [m] instead of max_lift [m]")]
    [TestCase("max_lift [m]", "max_lift [cm]", "it has max_lift [cm] instead of max_lift [m]")]
    public async Task RecordedRun_OtherMeasuresThanDeclared_IsRefused(string name, string other, string complaint)
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var lines = File.ReadAllLines(_folder["run/episodes.csv"]);
        lines[0] = string.Join(
            ',',
            lines[0]
                .Split(',')
                .Select(column =>
                    column == name ? other
                    : column == other ? name
                    : column
                )
        );
        File.WriteAllText(_folder["run/episodes.csv"], string.Join('\n', lines) + "\n");

        var error = Assert.Throws<RunException>(() => RecordedRun.Open(_folder["run"]));

        Assert.That(error!.Message, Does.Contain(complaint));
    }

    [Test]
    public async Task RecordedRun_ColumnsInAnotherOrder_IsReadAsWritten()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var written = RecordedRun.Open(_folder["run"]).Trials;
        // The last columns, the measures and the digest, have no quotes.
        var lines = File.ReadAllLines(_folder["run/episodes.csv"])
            .Select(line =>
            {
                var last = line.Split(',')[^8..];
                return string.Join(',', last.Reverse().Append(line[..^(string.Join(',', last).Length + 1)]));
            });
        File.WriteAllText(_folder["run/episodes.csv"], string.Join('\n', lines) + "\n");

        Assert.That(RecordedRun.Open(_folder["run"]).Trials, Is.EqualTo(written));
    }

    [Test]
    public async Task RecordedRun_FewerEpisodesPerCellThanItsRows_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        SomeRun.Rewrite(_folder["run"], run => run with { Identity = run.Identity with { EpisodesPerCell = 2 } });

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws.TypeOf<RunException>().With.Message.Contains("its index is 2, the run has 2 episodes per cell")
        );
    }

    [Test]
    public async Task RecordedRun_MoreEpisodesPerCellThanPlanned_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        SomeRun.Rewrite(_folder["run"], run => run with { Identity = run.Identity with { EpisodesPerCell = 4 } });

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws
                .TypeOf<RunException>()
                .With.Message.Contains(
                    "trials.planned is 12, expected a multiple of 8 (identity.episodes_per_cell: 4, identity.policies: 2)"
                )
        );
    }

    [Test]
    public async Task RecordedRun_AnotherSuccessRuleThanItsRows_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        SomeRun.Rewrite(_folder["run"], run => run with { Identity = run.Identity with { SuccessRule = SuccessRule.AtAnyStep } });

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws.TypeOf<RunException>().With.Message.Contains("its success rule is at_end, the run's at_any_step")
        );
    }

    [Test]
    public async Task RecordedRun_MoreTrialsThanPlanned_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        SomeRun.Rewrite(_folder["run"], run => run with { Status = RunStatus.Running, Trials = new(6, 0, 0) });

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws.TypeOf<RunException>().With.Message.Contains("12 trials are there, 6 were planned")
        );
    }

    [TestCase("../../elsewhere")]
    [TestCase("")]
    [TestCase(".hidden")]
    public void SuiteFile_NameThatIsNoFileName_IsRefused(string name) =>
        Assert.That(() => SuiteFile.RelativePath(name), Throws.TypeOf<RunException>().With.Message.Contains("names a file"));

    [Test]
    public void Open_AnotherProcessWrites_IsRefused()
    {
        using var first = new SomeRun().Open(_folder["run"]);

        var error = Assert.Throws<RunException>(() => new SomeRun().Open(_folder["run"], resume: true));

        Assert.That(error!.Message, Does.Contain("is being written by another process"));
    }

    [Test]
    public void Open_AfterTornLine_SaysSo()
    {
        var run = new SomeRun();
        using (var folder = run.Open(_folder["run"]))
        {
            folder.Add(SomeTrials.Ended(run.Episodes[0], "seeker", success: true), SomeTrials.Result(true, true));
        }
        File.AppendAllText(_folder["run/episodes.csv"], "tiny/reach/id/0001,see");

        using var resumed = run.Open(_folder["run"], resume: true);

        Assert.Multiple(() =>
        {
            Assert.That(resumed.Repair, Does.Contain("torn in mid-write (22 bytes)"));
            Assert.That(resumed.Trials, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Open_AfterLedgerWasLost_SaysSo([Values] bool isEmpty)
    {
        var run = new SomeRun();
        await run.RunAsync(_folder["run"]);
        if (isEmpty)
            File.WriteAllBytes(_folder["run/episodes.csv"], []);
        else
            File.Delete(_folder["run/episodes.csv"]);

        using var resumed = run.Open(_folder["run"], resume: true);

        Assert.That(resumed.Repair, Does.Contain("episodes.csv: run.json counts 12 trials, 0 are there"));
    }

    [Test]
    public void Close_Resumed_AddsTheTimes()
    {
        var time = new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var run = new SomeRun { Time = time };
        using (var folder = run.Open(_folder["run"]))
        {
            time.Advance(TimeSpan.FromSeconds(10));
            folder.Close();
        }
        time.Advance(TimeSpan.FromHours(1));
        using (var folder = run.Open(_folder["run"], resume: true))
        {
            time.Advance(TimeSpan.FromSeconds(5));
            folder.Close();
        }

        var timings = RecordedRun.Open(_folder["run"]).Record.Timings;
        Assert.That(
            timings,
            Is.EqualTo(new RunTimings(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new(2026, 1, 2, 4, 4, 20, TimeSpan.Zero), 15))
        );
    }

    [Test]
    public void Open_Record_LooksAsDocumented()
    {
        var run = new SomeRun { Time = new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), Shard = new(2, 4) };
        using var folder = run.Open(_folder["run"]);

        Assert.That(File.ReadAllText(_folder["run/run.json"]), Is.EqualTo(File.ReadAllText(Fixture("run-v13.json"))));
    }

    [TestCase("\"seed\": 7", "\"sead\": 7", "'sead'")]
    [TestCase("\"status\": \"running\"", "\"status\": \"walking\"", "status")]
    [TestCase(
        "\"schema_version\": 13",
        "\"schema_version\": 14",
        "schema_version 14 with ledger_version 6, this one reads up to 13 with 6"
    )]
    [TestCase("\"ledger_version\": 6", "\"ledger_version\": 7, \"unheard_of\": 0", "written by a newer version of blindvla")]
    [TestCase("\"ledger_version\": 6,\n", "", "ledger_version")]
    [TestCase("\"policies\": [", "\"policies\": [null,", "line 62, column 18: expected a value, found null")]
    [TestCase("\"wall_seconds\": 0", "\"wall_seconds\": 1e999", "expected a number of at most 1.7976931348623157E+308, found 1e999")]
    [TestCase("\"wall_seconds\": 0", "\"wall_seconds\": -1", "timings.wall_seconds is -1, expected 0 to")]
    [TestCase("\"planned\": 12", "\"planned\": 2147483647", "trials.planned is 2147483647, expected 0 to 500000000")]
    [TestCase(
        "\"planned\": 12",
        "\"planned\": \"all\"",
        "expected a whole number that is not too large at $.trials.planned, found \"all\""
    )]
    [TestCase(
        "\"video\": \"none\"",
        "\"video\": \"none\", \"worker_rates\": [{\"workers\": 0, \"steps_per_second\": 1}]",
        "settings.worker_rates.workers is 0, expected 1 to"
    )]
    [TestCase(
        "\"video\": \"none\"",
        "\"video\": \"none\", \"worker_rates\": [{\"workers\": 4, \"steps_per_second\": -1}]",
        "settings.worker_rates.steps_per_second is -1, expected 0 to"
    )]
    [TestCase("\"video\": \"none\"", "\"video\": \"none\", \"servers\": 0", "settings.servers is 0, expected 1 to")]
    [TestCase("\"trials\": {", "\"gate\": \"../x\",\n  \"trials\": {", "gate is '../x', expected the name of one")]
    [TestCase("\"trials\": {", "\"gate_sha256\": \"12\",\n  \"trials\": {", "gate_sha256 is '12', expected 64 hexadecimal digits")]
    [TestCase("\"trials\": {", "\"gate_power\": [2],\n  \"trials\": {", "gate_power is 2, expected 0 to 1")]
    [TestCase("\"count\": 4", "\"count\": 2147483647", "identity.shard.count is 2147483647, expected 1 to 100000")]
    [TestCase("\"index\": 2", "\"index\": 0", "identity.shard.index is 0, expected 1 to 4")]
    [TestCase("\"width\": 32", "\"width\": 0", "identity.policies[0].cameras[0].width is 0, expected 1 to 16384")]
    [TestCase(
        "\"name\": \"seeker\"",
        "\"name\": \"../seeker\"",
        "identity.policies[0].name is '../seeker', expected a name that a folder may have"
    )]
    [TestCase("\"control_period_seconds\": 0.2", "\"control_period_seconds\": 0", "identity.environment.control_period_seconds is 0")]
    [TestCase("\"control_period_seconds\": 0.2", "\"control_period_seconds\": null", "is null, which only an imported run may say")]
    [TestCase("\"seed\": 7", "\"seed\": null", "identity.seed is null, which only an imported run may say")]
    [TestCase("\"finished\": 0", "\"finished\": 13", "trials.finished and trials.errored are 13 together, trials.planned is 12")]
    [TestCase("\"status\": \"running\"", "\"status\": \"complete\"", "are 0 together, trials.planned is 12, and status is complete")]
    [TestCase("\"planned\": 12", "\"planned\": 13", "trials.planned is 13, expected a multiple of 2 (")]
    [TestCase("\"run_sha256\": \"", "\"run_sha256\": \"0", "changed after it was written")]
    [TestCase("\"is_privileged\": false", "\"is_privileged\": true", "changed after it was written")]
    [TestCase("\"success_rule\": \"at_end\"", "\"success_rule\": \"at_any_step\"", "changed after it was written")]
    [TestCase("\"schema_version\": 13", "\"schema_version\": 3", "changed after it was written")]
    public void Open_RecordIsNotAsDocumented_IsRefused(string good, string bad, string complaint)
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(_folder["run/run.json"], File.ReadAllText(Fixture("run-v13.json")).Replace(good, bad, StringComparison.Ordinal));

        var error = Assert.Throws<RunException>(() => RecordedRun.Open(_folder["run"]));

        Assert.That(error!.Message, Does.Contain("run.json").And.Contain(complaint));
    }

    [Test]
    public void Differences_EveryFieldOfTheIdentity_IsCompared()
    {
        var identity = new SomeRun().Identity;
        var changed = new[]
        {
            identity with
            {
                Suite = identity.Suite with { Name = "x" },
            },
            identity with
            {
                Suite = identity.Suite with { Version = "x" },
            },
            identity with
            {
                Harness = identity.Harness with { Version = "x" },
            },
            identity with
            {
                Harness = identity.Harness with { GitRevision = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { PhysicsVersion = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { Renderer = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { AssetsSha256 = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { RigSha256 = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { Actions = "x" },
            },
            identity with
            {
                Environment = identity.Environment with { ControlPeriodSeconds = 0.1 },
            },
            identity with
            {
                Policies = identity.Policies[..1],
            },
            identity with
            {
                Policies = [identity.Policies[0] with { Cameras = [] }, identity.Policies[1]],
            },
            identity with
            {
                SuccessRule = SuccessRule.AtAnyStep,
            },
            identity with
            {
                EpisodesPerCell = 4,
            },
            identity with
            {
                Only = "*/id/*",
            },
            identity with
            {
                Shard = new(1, 2),
            },
        };

        Assert.Multiple(() =>
        {
            Assert.That(RunComparison.Differences(identity, identity), Is.Empty);
            Assert.That(changed.Select(other => RunComparison.Differences(identity, other).Length), Is.All.EqualTo(1));
        });
    }

    [Test]
    public async Task Actions_OfARecordedTrial_AreCheckedAgainstTheLedger()
    {
        var run = new SomeRun();
        await run.RunAsync(_folder["run"]);
        var key = new TrialKey(run.Episodes[2].Id, "seeker");
        var recorded = RecordedRun.Open(_folder["run"]);

        var actions = recorded.Actions(key);
        new ActionLog(_folder["run/actions"]).Write(key, actions with { Requested = new float[actions.Requested.Length] });

        Assert.Multiple(() =>
        {
            Assert.That(actions.RequestedSha256, Is.EqualTo(recorded.Trial(key).RequestedActionsSha256));
            Assert.That(() => recorded.Actions(key), Throws.TypeOf<RunException>().With.Message.Contains("was changed"));
        });
    }

    [TestCase(0, "it has 0 trials")]
    [TestCase(1, "it has 0 trials")]
    [TestCase(3, "it has 2 trials")]
    [TestCase(12, "it has 11 trials")]
    public async Task RecordedRun_LedgerWasCutShort_IsRefusedAndLeftAlone(int lines, string complaint)
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var ledger = _folder["run/episodes.csv"];
        File.WriteAllText(ledger, string.Concat(File.ReadLines(ledger).Take(lines).Select(line => line + '\n')));
        var before = File.ReadAllText(ledger);

        var error = Assert.Throws<RunException>(() => RecordedRun.Open(_folder["run"]));

        Assert.That(
            error!.Message,
            Does.Contain("episodes.csv was cut short").And.Contain(complaint).And.Contain("run.json counts 12").And.Contain("--resume")
        );
        Assert.That(File.ReadAllText(ledger), Is.EqualTo(before));
    }

    [Test]
    public async Task RecordedRun_LedgerIsMissing_IsRefused()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        File.Delete(_folder["run/episodes.csv"]);

        Assert.That(
            () => RecordedRun.Open(_folder["run"]),
            Throws.TypeOf<RunException>().With.Message.Contains("cannot read the ledger").And.Message.Contains("episodes.csv")
        );
    }

    [Test]
    public async Task Trial_UnknownName_SuggestsTheNearest()
    {
        await new SomeRun().RunAsync(_folder["run"]);
        var recorded = RecordedRun.Open(_folder["run"]);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => recorded.Trial(new("tiny/reach/id/0009", "seeker")),
                Throws.TypeOf<RunException>().With.Message.Contains("did you mean 'tiny/reach/id/0000'")
            );
            Assert.That(
                () => recorded.Trial(new("tiny/reach/id/0000", "planner")),
                Throws.TypeOf<RunException>().With.Message.Contains("seeker, hold")
            );
            Assert.That(
                () => RecordedRun.Open(_folder["runn"]),
                Throws.TypeOf<RunException>().With.Message.Contains("did you mean 'run'?")
            );
        });
    }

    private static string Fixture(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name);

    private static List<(string, string)> Contents(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order()
                .Select(file => (file, Convert.ToBase64String(File.ReadAllBytes(file)))),
        ];
}
