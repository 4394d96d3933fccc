namespace BlindVla.Core.Tests;

public sealed class ConditionTests
{
    private static readonly Condition Unperturbed = new("carrot", "id", null, Split.InDistribution);
    private static readonly Condition Perturbed = new("carrot", "vision/texture", 0.3, Split.OutOfDistribution);
    private static readonly Condition HeldOut = new("traffic", "id", null, Split.OutOfDistribution);

    [Test]
    public void Scopes_WidestFirst_TheCellAfterItsTaskWhereThereAreSeveral()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                Perturbed.Scopes(severalTasks: false).Select(Said),
                Is.EqualTo(new[] { "Suite all", "Split ood", "Group vision", "Cell vision/texture@0.3" })
            );
            Assert.That(Perturbed.Scopes(severalTasks: true)[^1].Name, Is.EqualTo("carrot/vision/texture@0.3"));
            Assert.That(
                HeldOut.Scopes(severalTasks: true).Select(Said),
                Is.EqualTo(new[] { "Suite all", "Split ood", "Group id", "Cell traffic/id" })
            );
        });
    }

    [Test]
    public void Set_ListsEveryScopeOnce_WideOnesFirst_ThenUnperturbedOnes()
    {
        var set = new ConditionSet([HeldOut, Perturbed, Unperturbed, Perturbed]);

        Assert.That(
            set.Scopes.Where(scope => scope.IsNamed).Select(Said),
            Is.EqualTo(
                new[]
                {
                    "Suite all",
                    "Split id",
                    "Split ood",
                    "Group vision",
                    "Cell carrot/id",
                    "Cell traffic/id",
                    "Cell carrot/vision/texture@0.3",
                }
            )
        );
    }

    [Test]
    public void Set_OneTask_IdIsTheSplitAlone()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new ConditionSet([Unperturbed, Perturbed]).NamesOf(Unperturbed), Is.EqualTo(new[] { "all", "id" }));
            Assert.That(new ConditionSet([HeldOut]).NamesOf(HeldOut), Is.EqualTo(new[] { "all", "ood" }));
            Assert.That(new ConditionSet([HeldOut]).Problem("id"), Does.Contain("'id'"));
        });
    }

    [TestCase("all", 3)]
    [TestCase("id", 1)]
    [TestCase("ood", 2)]
    [TestCase("vision", 1)]
    [TestCase("traffic/id", 1)]
    [TestCase("vision/texture@0.3", 0)]
    public void Set_CountsWhatBelongs(string name, int conditions)
    {
        var set = new ConditionSet([Unperturbed, Perturbed, HeldOut]);

        Assert.That(set.Count(name), Is.EqualTo(conditions));
        Assert.That(set.Problem(name) is null, Is.EqualTo(conditions > 0));
    }

    [Test]
    public void Set_NameOfNothing_SaysTheNearest()
    {
        var problem = new ConditionSet([Unperturbed, Perturbed]).Problem("vision/texture@0.5");

        Assert.That(problem, Does.Contain("'vision/texture@0.5'").And.Contain("did you mean 'vision/texture@0.3'"));
    }

    [Test]
    public void ReadScope_EveryNameThatIsMade_IsReadAsItself()
    {
        var named = new ConditionSet([Unperturbed, Perturbed, HeldOut]).Scopes.Where(scope => scope.IsNamed).ToList();

        Assert.That(named.Select(scope => Condition.ReadScope(scope.Name)), Is.EqualTo(named));
    }

    [TestCase("vision/texture@0.50", "vision/texture@0.5")]
    [TestCase("carrot/vision/texture@1.0", "carrot/vision/texture@1")]
    public void ReadScope_LevelIsANumber(string written, string name) =>
        Assert.That(Condition.ReadScope(written), Is.EqualTo(new Scope(ScopeKind.Cell, name)));

    [TestCase("")]
    [TestCase("Vision")]
    [TestCase("vision/")]
    [TestCase("a/b/c/d")]
    [TestCase("vision@0.5")]
    [TestCase("traffic/id@0.5")]
    [TestCase("vision/texture@")]
    [TestCase("vision/texture@half")]
    [TestCase("vision/texture@-1")]
    [TestCase("vision/texture@0.3@0.5")]
    [TestCase("vision texture")]
    public void ReadScope_WhatNothingIsCalled_IsNull(string text) => Assert.That(Condition.ReadScope(text), Is.Null);

    private static string Said(Scope scope) => $"{scope.Kind} {scope.Name}";
}
