using System.Diagnostics.CodeAnalysis;
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

        // A line feed would make a second line, so it becomes a space; clocks are kept to the microsecond.
        var expected = Three.Select(trial => trial with
        {
            Error = trial.Error?.ReplaceLineEndings(" "),
            WallSeconds = trial.WallSeconds is null ? null : 1.234568,
        });
        Assert.That(read, Is.EqualTo(expected));
    }

    [Test]
    public void Append_Trial_IsOnTheDiskBeforeItReturns()
    {
        using var ledger = Ledger.Open(LedgerPath);

        ledger.Append(Three[0]);

        Assert.That(Ledger.Read(LedgerPath), Is.EqualTo(new[] { Three[0] with { WallSeconds = 1.234568 } }));
    }

    [Test]
    public void Append_FirstTrial_LooksAsDocumented()
    {
        Write(Three[0]);

        Assert.That(File.ReadAllText(LedgerPath), Is.EqualTo(
            "episode_id,policy,suite,task,group,axis,level,index,seed,split,control_id,instruction,object,receptacle,table,object_x_m,object_y_m,policy_seed,outcome,success_at_end,"
            + "success_any_step,first_success_step,steps,grasped,consecutive_grasp,holding_at_end,final_distance_m,max_lift_m,min_gripper_distance_m,clipped_actions,attempts,"
            + "scene_sha256,observation_sha256,actions_sha256,sim_seconds,policy_seconds,wall_seconds,error\n"
            + "tiny/reach/id/0000,a,tiny,reach,id,id,,0,7,id,,\"reach \"\"it\"\", gently\",carrot,plate,oak,0.3,0,0xfedcba9876543210,success,true,true,2,2,true,false,false,"
            + $"0.30000000000000004,0.3333333333333333,0.0625,1,1,{Three[0].SceneSha256},{Three[0].ObservationSha256},{Three[0].ActionsSha256},0.5,0.25,1.234568,\n"));
    }

    [Test]
    public void Append_FinishedTrialAgain_IsRefused()
    {
        using var ledger = Ledger.Open(LedgerPath);
        ledger.Append(Three[0]);

        var error = Assert.Throws<RunException>(() => ledger.Append(Three[0]));

        Assert.That(error!.Message, Does.Contain("tiny/reach/id/0000 under a is in the ledger already"));
    }

    [Test]
    public void Append_ErroredTrialAgain_ReplacesIt()
    {
        var mended = SomeTrials.Ended(SomeEpisodes.Perturbed(0), "a", success: true) with { Attempts = 4 };
        using (var ledger = Ledger.Open(LedgerPath))
        {
            Array.ForEach(Three, ledger.Append);
            ledger.Append(mended);
            ledger.Append(Three[0] with { Policy = "b" });
        }

        Assert.That(Ledger.Read(LedgerPath).Select(trial => (trial.Key, trial.Outcome)), Is.EqualTo(new[]
        {
            (Three[0].Key, Outcome.Success), (Three[2].Key, Outcome.Failure), (mended.Key, Outcome.Success), (new(Three[0].EpisodeId, "b"), Outcome.Success),
        }));
    }

    [Test]
    public void TornLastLine_IsRecovered()
    {
        Write(Three);
        var whole = File.ReadAllBytes(LedgerPath);
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;

        Assert.Multiple(() =>
        {
            for (var length = lastLine + 1; length < whole.Length; length++)
            {
                File.WriteAllBytes(LedgerPath, whole[..length]);
                Assert.That(Ledger.Read(LedgerPath), Has.Count.EqualTo(2), "a reader leaves it out");
                using (var ledger = Ledger.Open(LedgerPath))
                {
                    Assert.That(ledger.Trials, Has.Count.EqualTo(2));
                    Assert.That(ledger.Repair, Does.Contain($"({length - lastLine} bytes)"));
                    ledger.Append(Three[2]);
                }
                Assert.That(File.ReadAllBytes(LedgerPath), Is.EqualTo(whole));
            }
        });
    }

    [Test]
    public void Open_TornHeader_BeginsAgain()
    {
        Write();
        var header = File.ReadAllBytes(LedgerPath);
        File.WriteAllBytes(LedgerPath, header[..20]);

        Ledger.Open(LedgerPath).Dispose();

        Assert.That(File.ReadAllBytes(LedgerPath), Is.EqualTo(header));
    }

    [TestCase("episode_id,policy\n", "missing columns: suite")]
    [TestCase("my notes", "unknown columns: my notes")]
    public void Open_SomebodysFile_IsRefusedAndLeftAlone(string content, string complaint)
    {
        File.WriteAllText(LedgerPath, content);

        var error = Assert.Throws<RunException>(() => Ledger.Open(LedgerPath));

        Assert.Multiple(() =>
        {
            Assert.That(error!.Message, Does.Contain("is not a ledger of version 2").And.Contain(complaint));
            Assert.That(File.ReadAllText(LedgerPath), Is.EqualTo(content));
        });
    }

    [TestCase(",0,7,ood,", ",x,7,ood,", "index is 'x', expected a Int32")]
    [TestCase(",7,ood,", ",7,odd,", "split is 'odd', expected id or ood")]
    [TestCase(",0xfedc", ",fedc", "policy_seed is 'fedcba9876543210', expected 0x")]
    [TestCase(",errored,", ",broken,", "outcome is 'broken', expected success or failure or errored")]
    [TestCase(",errored,", ",errored,yes", "success_at_end is 'yes', expected true, false or nothing")]
    [TestCase(",errored,", ",errored,,", "39 fields, expected 38")]
    public void Open_DamagedLine_NamesLineAndColumn(string good, string bad, string complaint)
    {
        Write(Three);
        var lines = File.ReadAllLines(LedgerPath);
        lines[2] = lines[2].Replace(good, bad, StringComparison.Ordinal);
        File.WriteAllLines(LedgerPath, lines);

        var error = Assert.Throws<RunException>(() => Ledger.Read(LedgerPath));

        Assert.That(error!.Message, Does.Contain("line 3: " + complaint));
    }

    [Test]
    public void Open_TrialStandsTwice_NamesBothLines()
    {
        Write(Three);
        File.AppendAllText(LedgerPath, File.ReadAllLines(LedgerPath)[1] + "\n");

        var error = Assert.Throws<RunException>(() => Ledger.Open(LedgerPath));

        Assert.That(error!.Message, Does.Contain("line 5: tiny/reach/id/0000 under a stands in line 2 already"));
    }

    [TestCase(0)]
    [TestCase(100)]
    public void DiskFull_IsReportedAndNothingIsLost(int bytesLeft)
    {
        var disk = new SmallDisk();
        using var ledger = Ledger.Open(LedgerPath, disk.Open);
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
        using var ledger = Ledger.Open(LedgerPath);
        Array.ForEach(trials, ledger.Append);
    }

    /// <summary>A disk that takes so many bytes more and then says what Linux says.</summary>
    private sealed class SmallDisk
    {
        public long BytesLeft { get; set; } = long.MaxValue;

        public FileStream Open(string path) => new File(this, path);

        [SuppressMessage("Naming", "CA1711", Justification = "It is a file.")]
        private sealed class File(SmallDisk disk, string path) : FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0)
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
