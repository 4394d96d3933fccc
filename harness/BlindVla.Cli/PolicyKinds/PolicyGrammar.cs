using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli;

/// <summary>
/// Reads <c>[NAME=]KIND[:LOCATOR]</c>, wherever a policy can be named. A name ends at the first equals sign if that comes before the first colon;
/// a locator is everything behind the first colon, whatever it contains.
/// </summary>
internal static partial class PolicyGrammar
{
    /// <summary>All there are.</summary>
    public static ImmutableArray<IPolicyKind> Kinds { get; } =
    [
        new PlainKind("planner", () => new PlannerPolicy()),
        new PlainKind("hold", () => new HoldPolicy()),
        new PlainKind("random", () => new RandomPolicy()),
        new NoisyKind(),
        new ReplayKind(),
        new TorchKind(),
    ];

    public static string Syntax { get; } = $"[NAME=]KIND[:LOCATOR]; kinds: {string.Join(", ", Kinds.Select(kind => kind.Syntax))}";

    /// <summary>Reads all policies of a command.</summary>
    /// <param name="option">Named in errors, e.g. <c>--policy</c>.</param>
    /// <exception cref="CommandException">With every problem of every one.</exception>
    public static ImmutableArray<PolicyRequest> ParseAll(string option, IEnumerable<string> specs) =>
        ParseAll(specs.Select(spec => (option, spec, (string?)null)));

    /// <summary>Reads all policies of a command.</summary>
    /// <param name="specs">Each with the option it was given by and the name it has where it says none; null for its kind.</param>
    /// <exception cref="CommandException">With every problem of every one.</exception>
    public static ImmutableArray<PolicyRequest> ParseAll(IEnumerable<(string Option, string Spec, string? Name)> specs)
    {
        var requests = ImmutableArray.CreateBuilder<PolicyRequest>();
        var problems = new List<string>();
        foreach (var (option, spec, name) in specs)
        {
            try
            {
                var request = Parse(option, spec, name);
                if (requests.Any(other => other.Name == request.Name))
                    throw new CommandException(ExitCode.Usage, $"there is a policy named '{request.Name}' already; give this one another name: NAME={WithoutName(spec)}");
                requests.Add(request);
            }
            catch (Exception e) when (e is CommandException or RunException)
            {
                problems.Add($"{option} {spec}: {e.Message}");
            }
        }
        return problems.Count == 0 ? requests.ToImmutable() : throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
    }

    /// <summary>Reads <c>KIND[:LOCATOR]</c>.</summary>
    /// <exception cref="CommandException">It is not understood.</exception>
    /// <exception cref="RunException">It names a run that cannot be read.</exception>
    public static (IPolicyKind Kind, Func<IPolicy> Create) ParseUnnamed(string spec)
    {
        var parts = spec.Split(':', 2);
        var kind = Kinds.FirstOrDefault(kind => kind.Name == parts[0])
            ?? throw new CommandException(ExitCode.Usage, $"there is no policy kind '{parts[0]}'; {NearestNames.Suggest(parts[0], Kinds.Select(kind => kind.Name))} ({Syntax})");
        return (kind, kind.Parse(parts.ElementAtOrDefault(1) ?? ""));
    }

    /// <summary>The text names a policy kind rather than anything else, such as a folder.</summary>
    public static bool IsKind(string spec) => Kinds.Any(kind => kind.Name == WithoutName(spec).Split(':')[0]);

    private static PolicyRequest Parse(string option, string spec, string? defaultName)
    {
        var unnamed = WithoutName(spec);
        var (kind, create) = ParseUnnamed(unnamed);
        var name = unnamed.Length < spec.Length ? spec[..^(unnamed.Length + 1)] : defaultName ?? kind.Name;
        return NamePattern().IsMatch(name)
            ? new($"{option} {spec}", name, kind.KeepsItsView, create)
            : throw new CommandException(ExitCode.Usage, $"the name '{name}' must be letters, digits, '.', '_' or '-', and begin with a letter or digit");
    }

    private static string WithoutName(string spec)
    {
        var equals = spec.AsSpan().IndexOfAny('=', ':');
        return equals >= 0 && spec[equals] == '=' ? spec[(equals + 1)..] : spec;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex NamePattern();
}
