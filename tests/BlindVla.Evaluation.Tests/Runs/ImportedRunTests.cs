using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Runs;

/// <summary>A run that another harness carried out may lack what a run of ours must have, and nothing else may.</summary>
internal sealed class ImportedRunTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase(null, null)]
    [TestCase(null, 7)]
    [TestCase(SuccessRule.AtEnd, 7)]
    [TestCase(SuccessRule.AtAnyStep, 7)]
    public void Open_AnImportedRun_HasWhatWasWritten(SuccessRule? rule, int? seed)
    {
        TrialRecord[] trials = [Trial(0, true, rule, seed), Trial(1, false, rule, seed), Trial(2, null, rule, seed)];

        Write(trials, rule, seed);

        var run = RecordedRun.Open(_folder["run"]);
        Assert.That(run.Trials, Is.EqualTo(trials));
        Assert.That(run.Trials.Select(trial => trial.Outcome), Is.EqualTo([Outcome.Success, Outcome.Failure, Outcome.Errored]));
        Assert.That(() => run.RequireOwn("nothing more"), Throws.TypeOf<RunException>().With.Message.EndsWith("and nothing more"));
    }

    [Test]
    public void Read_AnImportedRowInALedgerOfOurs_IsDamaged()
    {
        Write([Trial(0, true, SuccessRule.AtEnd, 7)], SuccessRule.AtEnd, 7);

        Assert.That(
            () => Ledger.Read(_folder["run/episodes.csv"]),
            Throws.TypeOf<RunException>().With.Message.Contains("policy_seed is '', expected 0x and hexadecimal digits")
        );
    }

    [TestCase("\"success_rule\": \"at_end\"", "\"success_rule\": \"at_any_step\"", "changed after it was written")]
    [TestCase("\"harness\": \"other\"", "\"harness\": null", "run.json")]
    public void Open_ARecordThatCannotBe_IsRefused(string good, string bad, string complaint)
    {
        Write([Trial(0, true, SuccessRule.AtEnd, 7)], SuccessRule.AtEnd, 7);

        Assert.That(() => RecordedRun.Open(Changed(good, bad)), Throws.TypeOf<RunException>().With.Message.Contains(complaint));
    }

    [Test]
    public void Open_ARecordOlderThanImports_IsRefused()
    {
        Write([Trial(0, true, SuccessRule.AtEnd, 7)], SuccessRule.AtEnd, 7);

        Assert.That(
            () => RecordedRun.Open(Changed($"\"schema_version\": {RunRecord.CurrentSchemaVersion}", "\"schema_version\": 6")),
            Throws.TypeOf<RunException>().With.Message.Contains("schema_version is 6, which knows no imported runs")
        );
    }

    [Test]
    public void AddImported_ATrialTwice_IsRefusedAndWritesNone()
    {
        var trial = Trial(0, true, null, null);

        Assert.That(
            () => Write([trial, trial], null, null),
            Throws.TypeOf<RunException>().With.Message.Contains("nothing is counted twice")
        );
        Assert.That(Ledger.Read(_folder["run/episodes.csv"]), Is.Empty);
    }

    [Test]
    public void Compare_ByARuleThatTheTrialsDoNotSay_IsRefused()
    {
        Write([Trial(0, true, SuccessRule.AtEnd, 7)], SuccessRule.AtEnd, 7);
        var run = RecordedRun.Open(_folder["run"]);
        var side = new ComparisonSide(run, run.Record.Identity.Policies[0]);

        Assert.That(Comparison.Of(side, side, SuccessRule.AtEnd).IsPaired);
        Assert.That(
            () => Comparison.Of(side, side, SuccessRule.AtAnyStep),
            Throws.TypeOf<RunException>().With.Message.Contains("does not say what succeeded at_any_step")
        );
    }

    [TestCase(7, true)]
    [TestCase(null, false)]
    public void PlanBasis_OfAnImportedPilot_PairsWhereTheSeedIsKnown(int? seed, bool isPaired)
    {
        Write([Trial(0, true, SuccessRule.AtEnd, seed)], SuccessRule.AtEnd, seed);
        var run = RecordedRun.Open(_folder["run"]);
        var side = new ComparisonSide(run, run.Record.Identity.Policies[0]);
        var rules = new GateRules("gate", "reach", 0.1, [], 0.05, 0.8, 0.02, 0.01, null);

        Assert.That(
            () => PlanBasis.Of(rules, side, side),
            isPaired ? Throws.Nothing : Throws.TypeOf<RunException>().With.Message.Contains("have no pair that both carried out")
        );
    }

    [Test]
    public void Summary_OfTrialsThatDoNotSayTheirRule_CountsThemAndHasNoOtherRate()
    {
        Write([Trial(0, true, null, 7), Trial(1, false, null, 7), Trial(2, null, null, 7)], null, 7);
        var run = RecordedRun.Open(_folder["run"]);

        var row = Summary.Of(run.Record.Identity, [.. run.Trials]).Rows[0];

        Assert.That(
            (row.N, row.Successes, row.Errored, row.AtEnd.Value, row.AnyStep.Value),
            Is.EqualTo((2, 1, 1, (double?)null, (double?)null))
        );
        Assert.That((row.Says(SuccessRule.AtEnd), row.Says(SuccessRule.AtAnyStep)), Is.EqualTo((false, false)));
    }

    private static TrialRecord Trial(int index, bool? succeeded, SuccessRule? rule, int? seed) =>
        TrialRecord.Imported("reach", "near", index, (ulong?)seed, "policy", succeeded, rule, steps: 12, "it\nbroke");

    private void Write(TrialRecord[] trials, SuccessRule? rule, int? seed)
    {
        var imported = new ImportIdentity("other", "list", [new("a.json", "00")], ImmutableSortedDictionary<string, string>.Empty);
        var identity = RunIdentity.OfImport("reach", "1.0", "policy", rule, (ulong?)seed, trials.Length, imported);
        using var folder = RunFolder.Open(
            _folder["run"],
            RunRecord.Begin(identity, new(0, 0, 0, "none"), trials.Length, TimeProvider.System),
            resume: false,
            TimeProvider.System
        );
        folder.AddImported(trials);
        folder.Close();
    }

    /// <summary>The run folder, with something else in its record.</summary>
    private string Changed(string good, string bad)
    {
        var path = _folder["run/run.json"];
        var text = File.ReadAllText(path);
        Assert.That(text, Does.Contain(good));
        File.WriteAllText(path, text.Replace(good, bad, StringComparison.Ordinal));
        return _folder["run"];
    }
}
