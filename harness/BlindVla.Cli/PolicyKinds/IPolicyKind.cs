using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A kind of policy that people can name. <see cref="PolicyGrammar.Kinds"/> lists them all.</summary>
internal interface IPolicyKind
{
    /// <summary>What is typed, e.g. <c>torch</c>.</summary>
    string Name { get; }

    /// <summary>The name with its locator, e.g. <c>noisy:SIGMA:SPEC</c>.</summary>
    string Syntax { get; }

    /// <summary>Its view is part of what it repeats, so that no other cameras are shown to it.</summary>
    bool KeepsItsView => false;

    /// <summary>Reads a locator and checks whatever costs little; no model is loaded before the result is called.</summary>
    /// <param name="locator">What is behind the kind's colon; empty where there is none.</param>
    /// <returns>Makes the policy.</returns>
    /// <exception cref="CommandException">The locator is not understood. Making the policy throws the same.</exception>
    /// <exception cref="Evaluation.RunException">It names a run that cannot be read.</exception>
    Func<IPolicy> Parse(string locator);
}
