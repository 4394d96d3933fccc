using System.Globalization;
using BlindVla.Core;
using BlindVla.Policies;

namespace BlindVla.Cli;

/// <summary>Another policy with noise on its motion.</summary>
internal sealed class NoisyKind : IPolicyKind
{
    public string Name => "noisy";

    public string Syntax => "noisy:SIGMA:SPEC";

    public Func<IPolicy> Parse(string locator)
    {
        var parts = locator.Split(':', 2);
        if (parts.Length < 2 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var sigma) || !(sigma >= 0 && sigma <= 1))
        {
            throw new CommandException(
                ExitCode.Usage, $"noisy needs a standard deviation from 0 to 1 (metres, radians) and a policy, e.g. noisy:0.01:planner; found '{locator}'");
        }
        var (kind, create) = PolicyGrammar.ParseUnnamed(parts[1]);
        // Both would draw the same numbers, so that the deviations would add up instead of their squares.
        return kind is not NoisyKind
            ? () => new NoisyPolicy(create(), sigma)
            : throw new CommandException(ExitCode.Usage, $"noise on noise: give one deviation, the root of the sum of the squares; found '{locator}'");
    }
}
