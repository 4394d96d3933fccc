namespace BlindVla.Evaluation.Tests.Recipes;

internal sealed class RecipeTests
{
    [Test]
    public void Of_NamesThatDifferInTheirNumber_AreSeedsOfOneRecipe()
    {
        var recipes = Recipe.Of(["naive-10", "align", "naive-2", "openvla-7b", "a-b-0", "x-01", "-3"]);

        Assert.That(
            recipes.Select(recipe =>
                $"{recipe.Name}: {string.Join(' ', recipe.Policies.Select(policy => $"{policy.Name}={policy.Seed}"))}"
            ),
            Is.EqualTo(
                new[]
                {
                    "naive: naive-2=2 naive-10=10",
                    "align: align=",
                    "openvla-7b: openvla-7b=",
                    "a-b: a-b-0=0",
                    "x-01: x-01=",
                    "-3: -3=",
                }
            )
        );
    }

    [Test]
    public void Of_WholeNames_AreRecipesOfTheirOwn() =>
        Assert.That(
            Recipe.Of(["resnet-18", "resnet-50", "resnet"], wholeNames: true).Select(recipe => recipe.Name),
            Is.EqualTo(new[] { "resnet-18", "resnet-50", "resnet" })
        );

    [Test]
    public void Of_APolicyCalledLikeARecipe_IsRefusedWithTheWayOut() =>
        Assert.That(
            () => Recipe.Of(["naive-0", "naive"]),
            Throws
                .InstanceOf<RunException>()
                .With.Message.Contains("'naive-0' would be a training seed")
                .And.Message.Contains("--whole-names")
        );
}
