namespace BlindVla.Core;

/// <summary>Why an environment rejected an action and held instead.</summary>
/// <param name="Rule">Its name, e.g. <c>workspace</c>: lower-case letters, digits and underscores.</param>
/// <param name="Message">What was found and what may be.</param>
public sealed record SafetyHold(string Rule, string Message)
{
    /// <summary>Characters of a rule's name at most.</summary>
    public const int MaxRuleLength = 64;

    /// <summary>Whether a rule may be called so: its name stands in tables and in the ledger.</summary>
    public static bool IsRule(string name) =>
        name.Length is > 0 and <= MaxRuleLength && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
