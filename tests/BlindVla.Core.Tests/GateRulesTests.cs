namespace BlindVla.Core.Tests;

internal sealed class GateRulesTests
{
    private static readonly GateRules Rules = new("tiny", "tiny", 0.05, [new("id", 0.1)], 0.05, 0.8, 0.02, 0.01, null);

    /// <summary>A run is not judged half by one rule and half by another.</summary>
    [Test]
    public void Sha256_OfEveryRule_IsItsOwn()
    {
        GateRules[] all =
        [
            Rules,
            Rules with
            {
                Name = "small",
            },
            Rules with
            {
                Suite = "small",
            },
            Rules with
            {
                Margin = 0.06,
            },
            Rules with
            {
                Protected = [],
            },
            Rules with
            {
                Protected = [new("id", 0.2)],
            },
            Rules with
            {
                Protected = [new("ood", 0.1)],
            },
            Rules with
            {
                Alpha = 0.1,
            },
            Rules with
            {
                Power = 0.9,
            },
            Rules with
            {
                MaxErrored = 0,
            },
            Rules with
            {
                PracticalDrop = 0,
            },
            Rules with
            {
                SuccessRule = SuccessRule.AtEnd,
            },
            Rules with
            {
                Only = "*/id/*",
            },
            Rules with
            {
                Guarantee = Guarantee.Anytime,
            },
            Rules with
            {
                IdentityMayDiffer = ["renderer"],
            },
        ];

        Assert.That(all.Select(rules => rules.Sha256), Is.Unique);
    }

    [Test]
    public void Sha256_OfTheSameRules_IsTheSame() =>
        Assert.That((Rules with { Protected = [new("id", 0.1)] }).Sha256, Is.EqualTo(Rules.Sha256));
}
