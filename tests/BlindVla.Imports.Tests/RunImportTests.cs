using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Imports.Tests;

public sealed class RunImportTests
{
    private Fixture _files = null!;

    [SetUp]
    public void SetUp() => _files = new();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Import_OfWhatAFileDoesNotSay_LeavesItEmpty()
    {
        _files.Import(Fixture.PathOf("vla-eval/unseeded_aggregate.json"));

        var (run, trial) = (RecordedRun.Open(_files.Output), RecordedRun.Open(_files.Output).Trials[0]);
        var (identity, policy) = (run.Record.Identity, run.Record.Identity.Policies.Single());
        Assert.Multiple(() =>
        {
            Assert.That((trial.Seed, trial.PolicySeed, trial.SceneSha256), Is.EqualTo(((ulong?)null, (ulong?)null, (string?)null)));
            Assert.That(
                (trial.ObservationSha256, trial.RequestedActionsSha256, trial.AppliedActionsSha256),
                Is.EqualTo(((string?)null, (string?)null, (string?)null))
            );
            Assert.That(
                (trial.SuccessAtEnd, trial.SuccessAnyStep, trial.SuccessRule),
                Is.EqualTo(((bool?)null, (bool?)null, (SuccessRule?)null))
            );
            Assert.That((trial.WallSeconds, trial.Instruction), Is.EqualTo(((double?)null, "")));
            Assert.That((identity.Seed, identity.Environment.ControlPeriodSeconds), Is.EqualTo(((ulong?)null, (double?)null)));
            Assert.That((identity.Suite.Sha256, identity.Environment.Name), Is.EqualTo(("", "")));
            Assert.That((policy.Kind, policy.Checkpoint, policy.Name), Is.EqualTo(("imported", "", "policy")));
            Assert.That(run.SuiteCopy, Is.Null);
            Assert.That(File.Exists(Path.Combine(_files.Output, Summary.JsonFile)));
        });
    }

    [TestCase("pick up the black bowl", "pick-up-the-black-bowl")]
    [TestCase("reach-v3", "reach-v3")]
    [TestCase("LIBEROBenchmark_libero_10", "liberobenchmark-libero-10")]
    [TestCase("vla_eval.benchmarks:Kinetix", "vla-eval-benchmarks-kinetix")]
    [TestCase("__x", "x")]
    [TestCase("../../etc", "etc")]
    [TestCase("pour the caf\u00e9", "pour-the-caf-")]
    [TestCase("\u64cd\u4f5c", "")]
    [TestCase("", "")]
    public void SlugNames_OfAnything_IsANameThatAGateMayHave(string name, string start)
    {
        var slug = SlugNames.Of(name);

        Assert.That(SlugNames.Is(slug) && TrialFile.IsPlain(slug), slug);
        Assert.That(slug, Does.StartWith(start).And.Length.AtMost(130));
        Assert.That(Condition.ReadScope($"{slug}/id"), Is.Not.Null);
    }

    [Test]
    public void SlugNames_OfNamesThatDifferInMoreThanCaseAndGaps_AreDifferent()
    {
        string[] names = ["a b", "a\u00e9b", "a\u202eb", "a b!", "\u64cd\u4f5c", "\u64cd", new('x', 300), new('x', 301)];

        Assert.That(names.Select(SlugNames.Of), Is.Unique);
    }

    [Test]
    public void Import_OfTasksThatWouldBeCalledAlike_IsRefused()
    {
        var source = _files.Change("vla-eval/baseline_aggregate.json", root =>
        {
            root["tasks"]![0]!["task"] = "open_it";
            root["tasks"]![1]!["task"] = "open it";
        });

        Assert.That(
            () => _files.Import(source),
            Throws.TypeOf<InputException>().With.Message.Contains("its tasks 'open it' and 'open_it' would both be called open-it here")
        );
    }

    [Test]
    public void Import_OfMoreEpisodesThanAnybodyHas_IsRefused()
    {
        var source = _files.Change("vla-eval/baseline_aggregate.json", root => root["config"]!["episodes_per_task"] = 900_000);

        Assert.That(
            () => _files.Import(source),
            Throws.TypeOf<InputException>().With.Message.Contains("2 tasks of 900000 episodes: expected at most 1000000 together")
        );
    }

    [Test]
    public void Import_IntoAFolderThatHoldsSomething_IsRefusedBeforeAnythingIsRead()
    {
        Directory.CreateDirectory(_files.Output);
        File.WriteAllText(Path.Combine(_files.Output, "thesis.tex"), "");

        Assert.That(() => _files.Import("/nowhere"), Throws.TypeOf<RunException>().With.Message.Contains("is not empty and holds no run"));
    }

    [Test]
    public void Import_OfAPolicyWithANameThatNoFileMayHave_IsRefused() =>
        Assert.That(
            () => _files.Import(Fixture.PathOf("lerobot/libero_good.json"), with => with with { Policy = "a/b" }),
            Throws.TypeOf<InputException>().With.Message.Contains("--policy a/b: expected a name")
        );

    [Test]
    public void Import_OfNothing_SaysWhatWasExpected()
    {
        Refuses("/nowhere", null, "/nowhere: it cannot be read: there is no such file");
        Refuses(
            _files.Folder,
            null,
            "expected LeRobot's eval_info.json or a result (benchmark, tasks) or a recording-ID.sqlite of vla-eval"
        );
        Refuses(_files.Folder, "lerobot", "expected LeRobot's eval_info.json");
        Refuses(_files.Write("a.json", "{}"), null, "there are no results that can be imported");
        Refuses(_files.Write("b.json", "[1, 2"), null, "b.json, line 1: it is no JSON, or was cut short");
        Refuses(
            Fixture.PathOf("vla-eval/baseline_aggregate.json"),
            "lerobot",
            "there are no results that can be imported: expected LeRobot's"
        );
        Refuses(
            Fixture.PathOf("vla-eval/recording-broken.sqlite"),
            "lerobot",
            "there are no results that can be imported: expected LeRobot's"
        );
        Refuses(Fixture.PathOf("lerobot/libero_good.json"), "vla-eval", "there are no results that can be imported: expected a result");
    }

    [Test]
    public void Import_OfAFolderOfBothHarnesses_TakesTheOneThatIsAskedFor()
    {
        _files.Copy("lerobot/libero_good.json");
        _files.Copy("vla-eval/baseline_aggregate.json");

        Refuses(
            _files.Folder,
            null,
            "it holds results of vla-eval (baseline_aggregate.json) and lerobot (libero_good.json); say which with --from"
        );
        Assert.That(
            _files.Import(_files.Folder, with => with with { From = "lerobot" }).Record.Identity.Suite.Name,
            Is.EqualTo("libero-spatial")
        );
    }

    private void Refuses(string source, string? from, string expected) =>
        Assert.That(
            () => _files.Import(source, with => with with { From = from }),
            Throws.TypeOf<InputException>().With.Message.Contains(expected)
        );
}
