using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Core;

/// <summary>When a candidate may be released: not "no significant difference", but "a drop of the margin or more is excluded".</summary>
/// <param name="Name">Of the gate.</param>
/// <param name="Suite">What must have been run.</param>
/// <param name="Margin">Largest drop of the success rate over all episodes that may be overlooked, 0 to 1.</param>
/// <param name="Protected">Scopes inside the suite that must each hold, too.</param>
/// <param name="Alpha">Chance of a wrong pass, and of a wrong regression, per claim.</param>
/// <param name="Power">Chance to pass that the planned number of pairs gives a candidate that is as good.</param>
/// <param name="MaxErrored">Largest share of trials of either side that could not be carried out.</param>
/// <param name="PracticalDrop">A drop smaller than this is no regression, however sure it is.</param>
/// <param name="SuccessRule">Which of the two recorded rates is judged; null for the suite's own.</param>
public sealed record GateRules(
    string Name,
    string Suite,
    double Margin,
    ImmutableArray<ProtectedScope> Protected,
    double Alpha,
    double Power,
    double MaxErrored,
    double PracticalDrop,
    SuccessRule? SuccessRule
)
{
    /// <summary>What <see cref="IdentityMayDiffer"/> may name.</summary>
    public static ImmutableArray<string> FactsThatMayDiffer { get; } = ["physics_version", "processor", "renderer", "rig_sha256"];

    /// <summary>Pattern over the ids of the episodes that it is about, as <see cref="EpisodeGlob"/> reads it; null for all of the
    /// suite.</summary>
    public string? Only { get; init; }

    /// <summary>Of the test by which <c>gate --run</c> decides.</summary>
    public Guarantee Guarantee { get; init; } = Guarantee.Calibrated;

    /// <summary>Facts of the environment (<c>renderer</c>, <c>processor</c>, <c>physics_version</c>, <c>rig_sha256</c>) in which the sides
    /// may differ, where the baseline, run again beside the candidate, is shown to be the same.</summary>
    public ImmutableArray<string> IdentityMayDiffer { get; init; } = [];

    /// <summary>Chance to pass that each claim alone must have, so that all of them together have <see cref="Power"/>. Outcomes that help
    /// one claim harm no other, so that together they pass at least as often as claims about different episodes.</summary>
    public double PowerOfEach => Math.Pow(Power, 1.0 / Claims.Length);

    /// <summary>All that a candidate must hold in, the suite first.</summary>
    public ImmutableArray<ProtectedScope> Claims => [new(Condition.Everything, Margin), .. Protected];

    /// <summary>Of all that it says; not of how its file says it.</summary>
    public string Sha256
    {
        get
        {
            IEnumerable<FormattableString> facts =
            [
                $"name {Name}",
                $"suite {Suite}",
                $"only {Only}",
                .. Claims.Select<ProtectedScope, FormattableString>(claim => $"claim {claim.Scope} {claim.Margin}"),
                $"alpha {Alpha}",
                $"power {Power}",
                $"max_errored {MaxErrored}",
                $"practical_drop {PracticalDrop}",
                $"success_rule {SuccessRule}",
                $"guarantee {Guarantee}",
                .. IdentityMayDiffer.Select<string, FormattableString>(fact => $"identity_may_differ {fact}"),
            ];
            var text = string.Join('\n', facts.Select(fact => fact.ToString(CultureInfo.InvariantCulture)));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }
}
