using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using BlindVla.Policies;
using BlindVla.Policies.Remote;

namespace BlindVla.Cli;

/// <summary>
/// Reads <c>[NAME=]KIND[:LOCATOR]</c>, wherever a policy can be named. A name ends at the first equals sign if that comes before the first
/// colon; a locator is everything behind the first colon, whatever it contains.
/// </summary>
internal sealed partial class PolicyGrammar(PolicyKinds kinds)
{
    /// <summary>
    /// The libraries whose policies can be named. They are found by name: to mention a type of one would initialise it, and the one
    /// with libtorch takes a fifth of a second.
    /// </summary>
    public static ImmutableArray<Assembly> Libraries { get; } =
    [
        Assembly.Load("BlindVla.Policies"),
        Assembly.Load("BlindVla.Policies.Remote"),
        Assembly.Load("BlindVla.Policies.Torch"),
        typeof(ReplayKind).Assembly,
    ];

    /// <summary>The kinds of this program.</summary>
    public static PolicyGrammar Shipped { get; } = new(new(Libraries));

    public PolicyKinds Kinds => kinds;

    public string Syntax { get; } = $"[NAME=]KIND[:LOCATOR]; {kinds.Syntax}";

    /// <summary>Reads all policies of a command.</summary>
    /// <param name="option">Named in errors, e.g. <c>--policy</c>.</param>
    /// <exception cref="CommandException">With every problem of every one.</exception>
    public ImmutableArray<PolicyRequest> ParseAll(string option, IEnumerable<string> specs) =>
        ParseAll(specs.Select(spec => (option, spec, (string?)null)));

    /// <summary>Reads all policies of a command.</summary>
    /// <param name="specs">Each with the option it was given by and the name it has where it says none; null for its kind.</param>
    /// <exception cref="CommandException">With every problem of every one.</exception>
    public ImmutableArray<PolicyRequest> ParseAll(IEnumerable<(string Option, string Spec, string? Name)> specs)
    {
        var requests = ImmutableArray.CreateBuilder<PolicyRequest>();
        var problems = new List<string>();
        foreach (var (option, spec, name) in specs)
        {
            try
            {
                var request = Parse(option, spec, name);
                if (requests.Any(other => other.Name == request.Name))
                {
                    throw new LocatorException(
                        $"there is a policy named '{request.Name}' already; give this one another name: NAME={WithoutName(spec)}"
                    );
                }
                requests.Add(request);
            }
            catch (LocatorException e)
            {
                problems.Add($"{option} {spec}: {e.Message}");
            }
        }
        return problems.Count == 0 ? requests.ToImmutable() : throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
    }

    /// <summary>What a policy, and what holds one, may be called.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    /// <summary>The text names a policy kind rather than anything else, such as a folder.</summary>
    public bool IsKind(string spec) => kinds.Exported.Any(kind => kind.Name == WithoutName(spec).Split(':')[0]);

    /// <summary>Reads the server of a policy that is one's.</summary>
    /// <param name="origin">Of the text, named in errors, e.g. <c>--policy</c>.</param>
    /// <returns>Looks at it; null where the text is no such policy.</returns>
    /// <exception cref="CommandException">It is one, and not understood.</exception>
    public Func<TimeProvider, CancellationToken, Task<ServerInspection>>? Server(string origin, string spec)
    {
        var parts = WithoutName(spec).Split(':', 2);
        if (parts is not [var name, var locator] || Servers.FirstOrDefault(kind => kind.Name == name) is not { } exported)
            return null;
        try
        {
            return ((RemoteKind)Activator.CreateInstance(exported.Kind)!).Inspect(locator);
        }
        catch (LocatorException e)
        {
            throw new CommandException(ExitCode.Usage, $"{origin} {spec}: {e.Message}");
        }
    }

    /// <summary>The kinds of policy that are a server's, in a sentence.</summary>
    public string ServerSyntax => string.Join(", ", Servers.Select(kind => kind.Syntax.Split('[')[0]));

    private IEnumerable<PolicyKindAttribute> Servers => kinds.Exported.Where(kind => kind.Kind.IsAssignableTo(typeof(RemoteKind)));

    private PolicyRequest Parse(string option, string spec, string? defaultName)
    {
        var unnamed = WithoutName(spec);
        var (kindName, kind, create) = kinds.Parse(unnamed);
        var name = unnamed.Length < spec.Length ? spec[..^(unnamed.Length + 1)] : defaultName ?? kindName;
        return IsName(name)
            ? new($"{option} {spec}", name, kind.KeepsItsView, create)
            : throw new LocatorException($"the name '{name}' must be letters, digits, '.', '_' or '-', and begin with a letter or digit");
    }

    private static string WithoutName(string spec)
    {
        var equals = spec.AsSpan().IndexOfAny('=', ':');
        return equals >= 0 && spec[equals] == '=' ? spec[(equals + 1)..] : spec;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex NamePattern();
}
