using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>A kind of policy that people can name. <see cref="PolicyKindAttribute"/> says what it is called, and makes it known.</summary>
public interface IPolicyKind
{
    /// <summary>Its view is part of what it repeats, so that no other cameras are shown to it.</summary>
    bool KeepsItsView => false;

    /// <summary>Reads a locator and checks whatever costs little; no model is loaded before the result is called.</summary>
    /// <param name="locator">What is behind the kind's colon; empty where there is none.</param>
    /// <param name="kinds">All there are, for a policy that is made of another one.</param>
    /// <returns>Makes the policy.</returns>
    /// <exception cref="LocatorException">
    /// The locator is not understood. Making the policy throws the same where what it names is no good.
    /// </exception>
    Func<IPolicy> Parse(string locator, PolicyKinds kinds);
}
