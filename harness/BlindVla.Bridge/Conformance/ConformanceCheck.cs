using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>Tries every rule of the protocol against somebody's environments.</summary>
public static class ConformanceCheck
{
    /// <summary>
    /// One after the other, in the order of <see cref="ConformanceRules.All"/>; a broken rule does not keep the others from being tried.
    /// </summary>
    /// <returns>Each rule that applies, with what was expected and found instead; null where it is kept.</returns>
    public static async IAsyncEnumerable<(ConformanceRule Rule, string? Violation)> RunAsync(
        IEnvironmentSource source,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var spec = await source.DescribeAsync(cancellationToken);
        foreach (var rule in ConformanceRules.All.Where(rule => rule.AppliesTo(spec)))
            yield return (rule, await ViolationAsync(rule, source, cancellationToken));
    }

    /// <summary>What is wrong; null where the rule is kept.</summary>
    /// <exception cref="EnvironmentException">The world was stopped in an emergency: nothing more is tried on it.</exception>
    public static async Task<string?> ViolationAsync(ConformanceRule rule, IEnvironmentSource source, CancellationToken cancellationToken)
    {
        try
        {
            await rule.TryAsync(new(source, cancellationToken));
            return null;
        }
        catch (ConformanceException violation)
        {
            return violation.Message;
        }
        catch (EnvironmentException fault) when (fault.Fault != EnvironmentFault.EmergencyStop)
        {
            return $"a request that must be honoured ended with {fault.Fault}: {fault.Message}";
        }
    }
}
