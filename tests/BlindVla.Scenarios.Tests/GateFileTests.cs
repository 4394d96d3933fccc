using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

public sealed class GateFileTests
{
    private const string Good = """
        schema_version: 1
        name: tiny
        suite: put-on-plate
        margin: 0.05
        protected:
          - {scope: vision, margin: 0.1}
        """;

    [Test]
    public void Load_GoodFile_GivesTheRulesWithDefaults()
    {
        var rules = Load(Good);

        Assert.That(
            (rules.Name, rules.Suite, rules.Margin, rules.Alpha, rules.MaxErrored),
            Is.EqualTo(("tiny", "put-on-plate", 0.05, 0.05, 0.02))
        );
        Assert.That(rules.Protected, Is.EqualTo(new[] { new ProtectedScope("vision", 0.1) }));
        Assert.That(rules.SuccessRule, Is.Null);
        Assert.That(rules.Guarantee, Is.EqualTo(Guarantee.Calibrated));
        Assert.That(rules.IdentityMayDiffer, Is.Empty);
    }

    [Test]
    public void Load_FactsThatMayDiffer_AreThoseOfTheFile() =>
        Assert.That(Load(Good + "\nidentity_may_differ: [renderer]\n").IdentityMayDiffer, Is.EqualTo(new[] { "renderer" }));

    [TestCase("anytime", Guarantee.Anytime)]
    [TestCase("calibrated", Guarantee.Calibrated)]
    public void Load_Guarantee_IsThatOfTheFile(string word, Guarantee expected) =>
        Assert.That(Load(Good + $"\nguarantee: {word}\n").Guarantee, Is.EqualTo(expected));

    [TestCase("margin: 0.05", "margin: 5", "margin", TestName = "Load_MarginInPercent_IsRefused")]
    [TestCase("margin: 0.05", "marginn: 0.05", "marginn", TestName = "Load_UnknownKey_IsRefused")]
    [TestCase("name: tiny", "name: other", "'tiny', the name of the file", TestName = "Load_NameOfAnotherFile_IsRefused")]
    [TestCase("scope: vision, margin: 0.1", "scope: vision", "margin", TestName = "Load_ScopeWithoutMargin_IsRefused")]
    [TestCase(
        "suite: put-on-plate",
        "suite: put-on-plate\nsuccess_rule: sometimes",
        "sometimes",
        TestName = "Load_UnknownSuccessRule_IsRefused"
    )]
    [TestCase("margin: 0.05", "margin: 0.05\nidentity_may_differ: [assets]", "assets", TestName = "Load_FactThatMayNotDiffer_IsRefused")]
    [TestCase("margin: 0.05", "margin: 0.05\nguarantee: exact", "exact", TestName = "Load_UnknownGuarantee_IsRefused")]
    [TestCase("scope: vision,", "scope: vision@0.5,", "'vision@0.5'", TestName = "Load_ScopeThatNothingIsCalled_IsRefused")]
    [TestCase("scope: vision,", "scope: all,", "the gate's own margin", TestName = "Load_WholeSuiteProtected_IsRefused")]
    [TestCase(
        "- {scope: vision, margin: 0.1}",
        "- {scope: vision/texture@0.5, margin: 0.1}\n  - {scope: vision/texture@0.50, margin: 0.2}",
        "'vision/texture@0.5' is protected twice",
        TestName = "Load_SameScopeTwice_IsRefused"
    )]
    [TestCase(
        "margin: 0.05",
        "margin: 0.05\npractical_drop: 0.06",
        "at most the smallest margin, 0.05, found 0.06",
        TestName = "Load_PracticalDropAboveAMargin_IsRefused"
    )]
    public void Load_BadFile_SaysWhatAndWhere(string good, string bad, string complaint)
    {
        var error = Assert.Throws<InputException>(() => Load(Good.Replace(good, bad, StringComparison.Ordinal)))!;

        Assert.That(error.Message, Does.Contain(complaint));
        Assert.That(error.Problems, Has.All.Matches<InputProblem>(problem => problem!.Line > 0));
    }

    [Test]
    public void Load_ScopesTwiceOrUnknown_EachHasItsLine()
    {
        var error = Assert.Throws<InputException>(() =>
            Load(
                Good
                    + "\n  - {scope: vision, margin: 0.2}\n  - {scope: id, margin: 0.1}\n  - {scope: id, margin: 3}"
                    + "\n  - {scope: all, margin: 1}"
            )
        )!;

        Assert.That(error.Problems.Select(problem => problem.Line), Is.EqualTo(new[] { 7, 9, 9, 10 }));
    }

    [Test]
    public void Load_MarginBelowTheUsualPracticalDrop_IsThePracticalDrop() =>
        Assert.That(Load(Good.Replace("margin: 0.05", "margin: 0.004", StringComparison.Ordinal)).PracticalDrop, Is.EqualTo(0.004));

    [Test]
    public void Load_Only_IsThatOfTheFile() => Assert.That(Load(Good + "\nonly: '*/id/*'\n").Only, Is.EqualTo("*/id/*"));

    [Test]
    public void Load_SeveralThingsWrong_ListsThemAll()
    {
        var error = Assert.Throws<InputException>(() =>
            Load(Good.Replace("margin: 0.05", "margin: 5\nalpha: 2\npower: 0.1", StringComparison.Ordinal))
        )!;

        Assert.That(error.Problems, Has.Length.EqualTo(3));
    }

    private static GateRules Load(string content)
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-gate-");
        try
        {
            var path = Path.Combine(folder.FullName, "tiny.yaml");
            File.WriteAllText(path, content);
            return GateFile.Load(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
