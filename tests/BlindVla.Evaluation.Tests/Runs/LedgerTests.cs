using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Runs;

internal sealed class LedgerTests
{
    private static readonly TrialRecord[] Three =
    [
        SomeTrials.Ended(SomeEpisodes.Control(0), "a", success: true),
        SomeTrials.Errored(SomeEpisodes.Perturbed(0), "a"),
        SomeTrials.Ended(SomeEpisodes.Perturbed(1), "a", success: false, anyStep: true),
    ];

    private TemporaryFolder _folder = null!;

    private string LedgerPath => _folder["episodes.csv"];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Append_AnyTrial_IsReadBackEqual()
    {
        Write(Three);

        var read = Ledger.Read(LedgerPath);

        // Clocks are kept to the microsecond.
        var expected = Three.Select(trial => trial with { WallSeconds = trial.WallSeconds is null ? null : 1.234568 });
        Assert.That(read, Is.EqualTo(expected));
    }

    [Test]
    public void Append_Trial_IsOnTheDiskBeforeItReturns()
    {
        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures);

        ledger.Append(Three[0]);

        Assert.That(Ledger.Read(LedgerPath), Is.EqualTo(new[] { Three[0] with { WallSeconds = 1.234568 } }));
    }

    [Test]
    public void Append_FirstTrial_LooksAsDocumented()
    {
        Write(Three[0]);

        string[] fields =
        [
            "tiny/reach/id/0000",
            "a",
            "tiny",
            "reach",
            "id",
            "id",
            "",
            "0",
            "7",
            "id",
            "",
            "reach \"it\", gently",
            "carrot",
            "plate",
            "oak",
            "0.3",
            "0",
            "0xfedcba9876543210",
            "at_end",
            "success",
            "true",
            "true",
            "2",
            "2",
            "1",
            "0",
            "",
            "1",
            Three[0].SceneSha256!,
            Three[0].ObservationSha256!,
            Three[0].RequestedActionsSha256!,
            Three[0].AppliedActionsSha256!,
            "0.5",
            "0.25",
            "1.234568",
            .. Enumerable.Repeat("", 15),
            "true",
            "false",
            "",
            "0.30000000000000004",
            "0.3333333333333333",
            "0.0625",
            "",
        ];
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', fields))));
        Assert.That(
            File.ReadAllText(LedgerPath),
            Is.EqualTo(
                "episode_id,policy,suite,task,group,axis,level,index,seed,split,control_id,instruction,object,receptacle,table,"
                    + "object_x_m,object_y_m,policy_seed,success_rule,outcome,success_at_end,success_any_step,first_success_step,steps,"
                    + "clipped_actions,held_actions,held_rules,attempts,scene_sha256,observation_sha256,requested_actions_sha256,"
                    + "applied_actions_sha256,sim_seconds,policy_seconds,wall_seconds,late_steps,effective_hz,period_p50_seconds,"
                    + "period_p99_seconds,round_trip_p50_seconds,round_trip_p99_seconds,inference_p50_seconds,inference_p99_seconds,"
                    + "action_age_p50_seconds,action_age_p99_seconds,judged_by,note,redone,redone_because,error,grasped [bool],"
                    + "holding_at_end [bool],"
                    + "first_grasp [step],final_distance [m],max_lift [m],min_gripper_distance [m],seldom [1],row_sha256\n"
                    + string.Join(',', fields).Replace("reach \"it\", gently", "\"reach \"\"it\"\", gently\"", StringComparison.Ordinal)
                    + $",{digest}\n"
            )
        );
    }

    [Test]
    public void Append_FinishedTrialAgain_IsRefused()
    {
        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures);
        ledger.Append(Three[0]);

        var error = Assert.Throws<RunException>(() => ledger.Append(Three[0]));

        Assert.That(error!.Message, Does.Contain("tiny/reach/id/0000 under a is in the ledger already"));
    }

    [Test]
    public void Append_ErroredTrialAgain_ReplacesIt()
    {
        var mended = SomeTrials.Ended(SomeEpisodes.Perturbed(0), "a", success: true) with { Attempts = 4 };
        using (var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures))
        {
            Array.ForEach(Three, ledger.Append);
            ledger.Append(mended);
            ledger.Append(Three[0] with { Policy = "b" });
        }

        Assert.That(
            Ledger.Read(LedgerPath).Select(trial => (trial.Key, trial.Outcome)),
            Is.EqualTo(
                new[]
                {
                    (Three[0].Key, Outcome.Success),
                    (Three[2].Key, Outcome.Failure),
                    (mended.Key, Outcome.Success),
                    (new(Three[0].EpisodeId, "b"), Outcome.Success),
                }
            )
        );
    }

    [Test]
    public void TornLastLine_IsRecovered()
    {
        Write(Three);
        var whole = File.ReadAllBytes(LedgerPath);
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;

        Assert.Multiple(() =>
        {
            for (var length = lastLine + 1; length < whole.Length - 1; length++)
            {
                var content = LedgerContent.Parse(LedgerPath, whole[..length], measures: null);
                Assert.That((content.Trials.Count, content.TornBytes, content.Damages.Length), Is.EqualTo((2, length - lastLine, 0)));
            }
        });
        File.WriteAllBytes(LedgerPath, whole[..^9]);
        Assert.That(Ledger.Read(LedgerPath), Has.Count.EqualTo(2), "a reader leaves it out");
        using (var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures))
        {
            Assert.That(ledger.Trials, Has.Count.EqualTo(2));
            Assert.That(ledger.Repair, Does.Contain($"({whole.Length - 9 - lastLine} bytes)"));
            ledger.Append(Three[2]);
        }
        Assert.That(File.ReadAllBytes(LedgerPath), Is.EqualTo(whole));
    }

    [Test]
    public void Open_TornHeader_BeginsAgain()
    {
        Write();
        var header = File.ReadAllBytes(LedgerPath);
        File.WriteAllBytes(LedgerPath, header[..20]);

        Ledger.Open(LedgerPath, TinyWorld.Description.Measures).Dispose();

        Assert.That(File.ReadAllBytes(LedgerPath), Is.EqualTo(header));
    }

    /// <summary>A last line without its end is torn only if it is not whole: RFC 4180 lets the last end be missing.</summary>
    [Test]
    public void LastLineHasNoEnd_ItsDigestSaysThatItIsWhole()
    {
        Write(Three);
        var whole = File.ReadAllBytes(LedgerPath);
        File.WriteAllBytes(LedgerPath, whole[..^1]);

        Assert.That(Ledger.Read(LedgerPath), Has.Count.EqualTo(3));
        using (var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures))
        {
            Assert.That((ledger.Trials.Count, ledger.Repair), Is.EqualTo((3, (string?)null)));
        }
        Assert.That(File.ReadAllBytes(LedgerPath), Is.EqualTo(whole));
    }

    [TestCase("episode_id,policy\n", "missing columns: suite, task")]
    [TestCase("my notes", "unknown columns: my notes")]
    [TestCase("episode_id;policy;suite\n", "its fields are separated by semicolons; save it with commas")]
    [TestCase("episode_id\tpolicy\tsuite\n", "its fields are separated by tabs; save it with commas")]
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "it is a pointer of Git LFS")]
    [TestCase("PK\u0003\u0004 and so on\n", "it is a spreadsheet or an archive")]
    [TestCase("\0\0\0\0\n", "it is binary")]
    public void Open_SomebodysFile_IsNamedAndLeftAlone(string content, string complaint)
    {
        File.WriteAllText(LedgerPath, content);

        var error = Assert.Throws<RunException>(() => Ledger.Open(LedgerPath, TinyWorld.Description.Measures));

        Assert.Multiple(() =>
        {
            Assert.That(
                error!.Message,
                Does.Contain("is not a ledger of this version of blindvla (6) or an earlier one: ").And.Contain(complaint)
            );
            Assert.That(File.ReadAllText(LedgerPath), Is.EqualTo(content));
        });
    }

    [Test]
    public void Open_Utf16_IsNamed()
    {
        Write(Three);
        File.WriteAllText(LedgerPath, File.ReadAllText(LedgerPath), Encoding.Unicode);

        Assert.That(
            () => Ledger.Open(LedgerPath, TinyWorld.Description.Measures),
            Throws.TypeOf<RunException>().With.Message.Contains("it is UTF-16 text; save it as CSV in UTF-8")
        );
    }

    [Test]
    public void Open_ColumnTwiceOrUnknown_IsNamed()
    {
        Write(Three);
        var header = File.ReadLines(LedgerPath).First();

        Assert.Multiple(() =>
        {
            Assert.That(
                Complaint(header.Replace(",task,", ",task,task,", StringComparison.Ordinal)),
                Does.Contain("columns that stand twice: task")
            );
            Assert.That(Complaint(header + ",notes"), Does.EndWith("unknown columns: notes"));
            Assert.That(
                Complaint(header.Replace(",row_sha256", "", StringComparison.Ordinal)),
                Does.EndWith("missing columns: row_sha256")
            );
        });

        string Complaint(string other)
        {
            File.WriteAllText(LedgerPath, other + "\n");
            return Assert.Throws<RunException>(() => Ledger.Read(LedgerPath))!.Message;
        }
    }

    /// <summary>As spreadsheets and editors save it: RFC 4180 in another dress.</summary>
    [TestCase("\n", "\r\n", TestName = "Read_CrLf_IsTheSame")]
    [TestCase("", "\ufeff", TestName = "Read_ByteOrderMark_IsPassedOver")]
    [TestCase("\n", "\n\n", TestName = "Read_EmptyLines_ArePassedOver")]
    [TestCase("carrot", "\"carrot\"", TestName = "Read_QuotedWithoutNeed_IsTheSame")]
    public void Read_AnotherDress_IsTheSame(string ours, string theirs)
    {
        Write(Three);
        var trials = Ledger.Read(LedgerPath);
        var whole = File.ReadAllText(LedgerPath);
        File.WriteAllText(LedgerPath, ours.Length == 0 ? theirs + whole : whole.Replace(ours, theirs, StringComparison.Ordinal));

        var read = Ledger.Read(LedgerPath);
        using (var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures))
        {
            Assert.That((ledger.Trials.Count, ledger.Repair), Is.EqualTo((3, (string?)null)));
        }

        Assert.Multiple(() =>
        {
            Assert.That(read, Is.EqualTo(trials));
            Assert.That(File.ReadAllText(LedgerPath), Is.EqualTo(whole), "what is appended to it follows one dress only");
        });
    }

    [Test]
    public void Read_ColumnsInAnotherOrder_AreTakenByName()
    {
        Write(Three[1]);
        var trials = Ledger.Read(LedgerPath);
        File.WriteAllLines(
            LedgerPath,
            File.ReadAllLines(LedgerPath).Select(line => line[(line.LastIndexOf(',') + 1)..] + "," + line[..line.LastIndexOf(',')])
        );

        Assert.That(Ledger.Read(LedgerPath), Is.EqualTo(trials));
    }

    [TestCase(",0,7,ood,", ",x,7,ood,", "index is 'x', expected a whole number")]
    [TestCase(",7,ood,", ",7,odd,", "split is 'odd', expected id or ood")]
    [TestCase(",0xfedc", ",fedc", "policy_seed is 'fedcba9876543210', expected 0x")]
    [TestCase(",errored,", ",broken,", "outcome is 'broken', expected success or failure or errored")]
    [TestCase(",errored,", ",errored,yes", "success_at_end is 'yes', expected true or false")]
    [TestCase(",errored,", ",errored,,", "it has 59 fields, expected 58")]
    [TestCase(",errored,", ",errored,true", "outcome is errored, yet the trial was measured")]
    [TestCase(",at_end,", ",at_start,", "success_rule is 'at_start', expected at_end or at_any_step")]
    [TestCase("0.3,0,", "1e999,0,", "object_x_m is '1e999', expected a number")]
    [TestCase("carrot", "parrot", "it was changed after it was written")]
    [TestCase("carrot", "car\"rot", "its quotes do not match")]
    [TestCase(",carrot", ",\"carrot", "its quotes do not match")]
    public void DamagedLine_IsNamedAndRunAgain(string good, string bad, string complaint)
    {
        Write(Three);
        var lines = File.ReadAllLines(LedgerPath);
        lines[2] = lines[2].Replace(good, bad, StringComparison.Ordinal);
        File.WriteAllLines(LedgerPath, lines);
        var found = File.ReadAllText(LedgerPath);

        var error = Assert.Throws<RunException>(() => Ledger.Read(LedgerPath));
        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures);

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Contain("a row is not as written:\n  line 3").And.Contain(complaint).And.Contain("--resume"));
            Assert.That(ledger.Repair, Does.Contain("line 3").And.Contain(complaint).And.Contain("will be run again"));
            Assert.That(ledger.Trials.Keys, Is.EqualTo(new[] { Three[0].Key, Three[2].Key }));
            Assert.That(Ledger.Read(LedgerPath), Has.Count.EqualTo(2));
            Assert.That(File.ReadAllText(LedgerPath + Ledger.DamagedExtension), Is.EqualTo(found), "nothing is lost");
        });
    }

    /// <summary>Any byte of a row, one after the other.</summary>
    [Test]
    public void AnyByteOfARow_Changed_IsNoticed()
    {
        Write(Three[0]);
        var whole = File.ReadAllBytes(LedgerPath);
        var row = Array.IndexOf(whole, (byte)'\n') + 1;

        Assert.Multiple(() =>
        {
            for (var i = row; i < whole.Length - 1; i++)
            {
                var changed = (byte[])whole.Clone();
                changed[i] ^= 1;
                Assert.That(LedgerContent.Parse(LedgerPath, changed, measures: null).Trials, Is.Empty, $"byte {i - row}");
            }
        });
    }

    [TestCase(SuccessRule.AtEnd, true, true, Outcome.Failure, "outcome is failure, but success_at_end decides it and is true")]
    [TestCase(SuccessRule.AtEnd, false, true, Outcome.Success, "outcome is success, but success_at_end decides it and is false")]
    [TestCase(SuccessRule.AtAnyStep, false, true, Outcome.Failure, "outcome is failure, but success_any_step decides it and is true")]
    [TestCase(SuccessRule.AtAnyStep, false, true, Outcome.Success, null)]
    [TestCase(null, false, true, Outcome.Success, null)]
    [TestCase(null, false, true, Outcome.Failure, null)]
    [TestCase(null, true, true, Outcome.Failure, "outcome is failure, but success_at_end and success_any_step are true")]
    public void OutcomeContradictsTheRule_IsNoticedEvenWithARightDigest(
        SuccessRule? rule,
        bool atEnd,
        bool anyStep,
        Outcome outcome,
        string? complaint
    )
    {
        Write(Three[0] with { SuccessRule = rule, SuccessAtEnd = atEnd, SuccessAnyStep = anyStep, Outcome = outcome });

        Assert.That(
            () => Ledger.Read(LedgerPath),
            complaint is null ? Throws.Nothing : Throws.TypeOf<RunException>().With.Message.Contains(complaint)
        );
    }

    private static TestCaseData[] Impossible() =>
        [
            Case(
                t => t with { EpisodeId = "tiny/reach/id/0001" },
                "episode_id is tiny/reach/id/0001, yet suite, task, axis, level and index are"
            ),
            Case(t => t with { Suite = "huge" }, "are those of huge/reach/id/0000"),
            Case(t => t with { Task = "grasp" }, "are those of tiny/grasp/id/0000"),
            Case(t => t with { Axis = "vision/table" }, "are those of tiny/reach/vision/table/0000"),
            Case(t => t with { Level = 0.5 }, "are those of tiny/reach/id@0.5/0000"),
            Case(t => t with { Index = 7 }, "are those of tiny/reach/id/0007"),
            Case(t => t with { Group = "vision" }, "group is vision, that of the axis id is id"),
            Case(t => t with { ControlId = "tiny/reach/id/0000" }, "control_id is tiny/reach/id/0000, expected none of tiny/reach/id/0000"),
            Case(t => t with { Index = -1, EpisodeId = "tiny/reach/id/-0001" }, "index is -1, expected 0 or more"),
            Case(t => t with { Attempts = 0 }, "attempts is 0, expected 1 or more"),
            Case(t => t with { Steps = -1 }, "steps is -1, expected 0 to 10000"),
            Case(t => t with { Steps = 10_001 }, "steps is 10001, expected 0 to 10000"),
            Case(t => t with { FirstSuccessStep = 0 }, "first_success_step is 0, expected 1 to 2, its steps"),
            Case(t => t with { FirstSuccessStep = 3 }, "first_success_step is 3, expected 1 to 2, its steps"),
            Case(
                t => t with { Outcome = Outcome.Failure, SuccessAtEnd = false, SuccessAnyStep = false },
                "success_any_step is false, yet there is a first_success_step"
            ),
            Case(t => t with { ClippedActions = 3 }, "clipped_actions is 3, expected 0 to 2, its steps"),
            Case(t => t with { ClippedActions = -1 }, "clipped_actions is -1, expected 0 to 2, its steps"),
            Case(t => t with { WallSeconds = -1 }, "a time is below 0 s"),
        ];

    [TestCaseSource(nameof(Impossible))]
    public void RowContradictsItself_IsNoticedEvenWithARightDigest(Func<TrialRecord, TrialRecord> change, string complaint)
    {
        Write(change(SomeTrials.Ended(SomeEpisodes.Control(0), "a", success: true)));

        var refusal = Assert.Throws<RunException>(() => Ledger.Read(LedgerPath));

        Assert.That(refusal!.Message, Does.Contain(complaint));
    }

    private static TestCaseData Case(Func<TrialRecord, TrialRecord> change, string complaint) =>
        new TestCaseData(change, complaint).SetArgDisplayNames(complaint);

    [Test]
    public void Open_TrialThatSomethingElseIsWrongWith_IsTakenOff()
    {
        Write(Three);

        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures, trial =>
            trial == Three[0] with { WallSeconds = trial.WallSeconds } ? "its actions are gone" : null
        );

        Assert.That(ledger.Trials.Keys, Is.EqualTo(new[] { Three[1].Key, Three[2].Key }));
        Assert.That(ledger.Repair, Does.Contain("tiny/reach/id/0000 under a: its actions are gone"));
    }

    [Test]
    public void Errored_LongErrorOfManyLines_IsOneLineOfTheStatedLength()
    {
        var error = "Internal: \u001b[31mphysics\r\nbroke\u2028down " + string.Concat(Enumerable.Repeat("\U0001f916", 2_500_000));
        var trial = TrialRecord.Errored(SomeEpisodes.Control(0), "a", 1, error);
        Write(trial);

        Assert.Multiple(() =>
        {
            Assert.That(trial.Error, Has.Length.InRange(TrialRecord.MaxErrorLength - 1, TrialRecord.MaxErrorLength));
            Assert.That(
                trial.Error,
                Does.StartWith("Internal:  [31mphysics  broke down \U0001f916").And.EndsWith($"\U0001f916 … ({error.Length} characters)")
            );
            Assert.That(Ledger.Read(LedgerPath).Single().Error, Is.EqualTo(trial.Error));
        });
    }

    [Test]
    public void Append_InstructionThatASpreadsheetWouldCalculate_IsKeptExactly()
    {
        var trial = Three[0] with { Instruction = "=HYPERLINK(\"http://example.org\", \"put carrot on plate\")" };
        Write(trial);

        Assert.That(Ledger.Read(LedgerPath).Single().Instruction, Is.EqualTo(trial.Instruction));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void Read_AnEarlierVersion_LacksWhatItLacks(int version)
    {
        var run = RecordedRun.Open(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", $"ledger-v{version}"));

        var planner = run.Trial(new("put-on-plate/put-on-plate/id/0001", "planner"));
        Assert.Multiple(() =>
        {
            Assert.That(run.Record.LedgerVersion, Is.EqualTo(version));
            Assert.That(
                run.Trials.Select(trial => (trial.Policy, trial.Outcome)).Distinct(),
                Is.EquivalentTo(new[] { ("hold", Outcome.Failure), ("planner", Outcome.Success) })
            );
            Assert.That(planner.SuccessRule, Is.EqualTo(version < 3 ? (SuccessRule?)null : SuccessRule.AtEnd));
            Assert.That(planner.AppliedActionsSha256, version < 3 ? Is.Null : Does.StartWith("67009f18"));
            Assert.That(
                planner.RequestedActionsSha256,
                Does.StartWith(
                    version switch
                    {
                        1 => "1f848a9a",
                        2 => "67009f18",
                        _ => "67009f18",
                    }
                )
            );
            Assert.That(
                (planner.Measures.Holds("grasped"), planner.Measures["max_lift"]),
                Is.EqualTo(
                    (
                        (bool?)true,
                        version switch
                        {
                            1 => 0.0754841697963512,
                            2 => 0.0750139678530577,
                            _ => (double?)0.0750139678530577,
                        }
                    )
                )
            );
            Assert.That(
                (planner.Object, planner.Measures.Holds("holding_at_end"), planner.ObjectXMeters.HasValue),
                version == 1 ? Is.EqualTo(((string?)null, (bool?)null, false)) : Is.EqualTo(((string?)"toy_bear", (bool?)false, true))
            );
            Assert.That((planner.JudgedBy, planner.Note, planner.Redone), Is.EqualTo(((string?)null, (string?)null, (int?)null)));
            Assert.That((planner.HeldActions, planner.HeldRules.Total, planner.Timing), Is.EqualTo(((int?)null, 0, (ControlTiming?)null)));
            Assert.That(Summary.Of(run.Record.Identity, run.Trials).SuccessRule, Is.EqualTo(SuccessRule.AtEnd));
        });
    }

    [Test]
    public void Append_WhatAPersonSaid_IsReadBack()
    {
        var episode = SomeEpisodes.Suite(1)[0];
        var trial = TrialRecord.Judged(
            episode,
            "p",
            1,
            SomeTrials.Result(false, false),
            new(true, "Ann", "fell off, \"nearly\""),
            redone: ["a cable came loose", "bumped"]
        );
        Write(trial);

        var read = Ledger.Read(LedgerPath).Single();

        Assert.Multiple(() =>
        {
            Assert.That((read.Outcome, read.SuccessAtEnd, read.SuccessAnyStep), Is.EqualTo((Outcome.Success, (bool?)true, (bool?)null)));
            Assert.That((read.JudgedBy, read.Note, read.Redone), Is.EqualTo(("Ann", "fell off, \"nearly\"", (int?)2)));
            Assert.That(read.RedoneBecause, Is.EqualTo("a cable came loose; bumped"));
        });
    }

    [Test]
    public void Append_WhatRealTimeCameTo_IsReadBack()
    {
        var timing = new ControlTiming
        {
            LateSteps = 1,
            EffectiveHz = 4.5,
            PeriodP50Seconds = 0.2,
            PeriodP99Seconds = 0.25,
            RoundTripP50Seconds = 0.19,
            RoundTripP99Seconds = 0.2,
            InferenceP50Seconds = 0.05,
            InferenceP99Seconds = 0.06,
            ActionAgeP50Seconds = 0.4,
            ActionAgeP99Seconds = 0.6,
        };
        var trial = TrialRecord.Finished(
            SomeEpisodes.Suite(1)[0],
            "p",
            1,
            SomeTrials.Result(true, true) with
            {
                Held = RuleCounts.None.And("workspace").And("stale_action"),
                Timing = timing,
            }
        );
        Write(trial);

        var read = Ledger.Read(LedgerPath).Single();

        Assert.That((read.HeldActions, $"{read.HeldRules}", read.Timing), Is.EqualTo(((int?)2, "stale_action=1 workspace=1", timing)));
    }

    [TestCase("workspace=1", 2, "held_actions is 2, yet held_rules is 'workspace=1'")]
    [TestCase("workspace=3", 3, "held_actions is 3, expected 0 to 2, its steps")]
    public void Contradiction_OfHeldActions_IsNamed(string rules, int held, string expected)
    {
        var trial = Three[0] with { HeldRules = RuleCounts.Parse(rules), HeldActions = held };

        Assert.That(trial.Contradiction(), Is.EqualTo(expected));
    }

    [TestCase("workspace")]
    [TestCase("workspace=0")]
    [TestCase("workspace=-1")]
    [TestCase("Work space=1")]
    [TestCase("a=1 a=2")]
    [TestCase("a=1=2")]
    public void RuleCounts_ThatAreNone_AreRefused(string text)
    {
        Assert.That(() => RuleCounts.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("stale_action=2"));
    }

    [Test]
    public void Open_AnEarlierVersion_IsNotAppendedTo()
    {
        File.Copy(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures/ledger-v2/episodes.csv"), LedgerPath);

        Assert.That(
            () => Ledger.Open(LedgerPath, TinyWorld.Description.Measures),
            Throws.TypeOf<RunException>().With.Message.Contains("is of ledger version 2")
        );
    }

    [Test]
    public void Open_TrialStandsTwice_NamesBothLines()
    {
        Write(Three);
        File.AppendAllText(LedgerPath, File.ReadAllLines(LedgerPath)[1] + "\n");

        var error = Assert.Throws<RunException>(() => Ledger.Open(LedgerPath, TinyWorld.Description.Measures));

        Assert.That(error!.Message, Does.Contain("line 5: tiny/reach/id/0000 under a stands in line 2 already"));
    }

    [TestCase(0)]
    [TestCase(100)]
    public void DiskFull_IsReportedAndNothingIsLost(int bytesLeft)
    {
        var disk = new SmallDisk();
        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures, disk.Open);
        ledger.Append(Three[0]);
        var before = File.ReadAllBytes(LedgerPath);

        disk.BytesLeft = bytesLeft;
        var error = Assert.Throws<RunException>(() => ledger.Append(Three[2]));
        var during = File.ReadAllBytes(LedgerPath);
        disk.BytesLeft = long.MaxValue;
        ledger.Append(Three[2]);

        Assert.Multiple(() =>
        {
            Assert.That(error!.Fault, Is.EqualTo(RunFault.Infrastructure));
            Assert.That(error.Message, Does.Contain("no space left on the disk").And.Contain(LedgerPath).And.Contain("--resume"));
            Assert.That(during, Is.EqualTo(before));
            Assert.That(Ledger.Read(LedgerPath).Select(trial => trial.Key), Is.EqualTo(new[] { Three[0].Key, Three[2].Key }));
        });
    }

    private void Write(params TrialRecord[] trials)
    {
        using var ledger = Ledger.Open(LedgerPath, TinyWorld.Description.Measures);
        Array.ForEach(trials, ledger.Append);
    }

    /// <summary>A disk that takes so many bytes more and then says what Linux says.</summary>
    private sealed class SmallDisk
    {
        public long BytesLeft { get; set; } = long.MaxValue;

        public FileStream Open(string path) => new File(this, path);

        [SuppressMessage("Naming", "CA1711", Justification = "It is a file.")]
        private sealed class File(SmallDisk disk, string path)
            : FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0)
        {
            private const int NoSpaceLeft = 28;

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                var written = (int)Math.Min(buffer.Length, disk.BytesLeft);
                base.Write(buffer[..written]);
                disk.BytesLeft -= written;
                if (written < buffer.Length)
                {
                    throw new IOException("No space left on device", NoSpaceLeft);
                }
            }
        }
    }
}
