using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BlindVla.Evaluation;

/// <summary>How policies were trained, and the policies that were trained so, one for each training seed.</summary>
/// <param name="Name">What the names of its policies have in common.</param>
/// <param name="Policies">In the order of their seeds.</param>
public sealed partial record Recipe(string Name, ImmutableArray<TrainedPolicy> Policies)
{
    /// <summary><c>naive-0</c> and <c>naive-1</c> are two seeds of <c>naive</c>; any other name is a recipe of its own.</summary>
    /// <param name="policies">Their names; the recipes come in the order of the first policy of each.</param>
    /// <param name="wholeNames">No name is taken apart.</param>
    /// <exception cref="RunException">A policy has the name of a recipe.</exception>
    public static ImmutableArray<Recipe> Of(IEnumerable<string> policies, bool wholeNames = false)
    {
        var trained = policies
            .Distinct()
            .Select(name =>
                !wholeNames && Parts(name) is { } parts
                    ? (parts.Recipe, Policy: new TrainedPolicy(name, parts.Seed))
                    : (Recipe: name, Policy: new TrainedPolicy(name, null))
            )
            .ToLookup(pair => pair.Recipe, pair => pair.Policy);
        foreach (var recipe in trained)
        {
            if (recipe.Any(policy => policy.Seed is null) && recipe.FirstOrDefault(policy => policy.Seed is not null) is { } seed)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"'{seed.Name}' would be a training seed of the recipe '{recipe.Key}', yet there is a policy '{recipe.Key}' too; leave "
                        + "its run out, or take names whole with --whole-names"
                );
            }
        }
        return [.. trained.Select(recipe => new Recipe(recipe.Key, [.. recipe.OrderBy(policy => policy.Seed)]))];
    }

    /// <summary>Whether a policy of this name is one seed of a recipe.</summary>
    public static bool IsSeed(string policy) => Parts(policy) is not null;

    /// <summary>What a policy's name says of its training; null where it is no seed of a recipe.</summary>
    public static (string Recipe, int Seed)? Parts(string policy) =>
        Numbered().Match(policy) is { Success: true } match
            ? (match.Groups["recipe"].Value, int.Parse(match.Groups["seed"].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    // Nobody writes a seed with a zero in front, and none is longer than an int.
    [GeneratedRegex("^(?<recipe>.+)-(?<seed>0|[1-9][0-9]{0,8})$")]
    private static partial Regex Numbered();
}
