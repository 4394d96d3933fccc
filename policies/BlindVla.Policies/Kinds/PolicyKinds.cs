using System.Collections.Immutable;
using System.Reflection;
using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>The kinds of policy that some libraries export.</summary>
public sealed class PolicyKinds
{
    /// <exception cref="ArgumentException">Two kinds have one name.</exception>
    public PolicyKinds(params IEnumerable<Assembly> libraries)
    {
        Exported =
        [
            .. libraries
                .SelectMany(library => library.GetCustomAttributes<PolicyKindAttribute>())
                .OrderBy(kind => kind.Name, StringComparer.Ordinal),
        ];
        foreach (var (kind, other) in Exported.Zip(Exported.Skip(1)))
        {
            if (kind.Name == other.Name)
                throw new ArgumentException($"two kinds of policy are named '{kind.Name}'", nameof(libraries));
        }
    }

    /// <summary>What each is called, ordered by name.</summary>
    public ImmutableArray<PolicyKindAttribute> Exported { get; }

    public string Syntax => $"kinds: {string.Join(", ", Exported.Select(kind => kind.Syntax))}";

    private string Near(string name)
    {
        var near = NearestNames.Find(name, Exported.Select(kind => kind.Name));
        var syntaxes = Exported.Where(kind => near.Contains(kind.Name)).Select(kind => $"'{kind.Syntax}'");
        return near.Count > 0 ? $"did you mean {string.Join(" or ", syntaxes)}?" : Syntax;
    }

    /// <summary>Reads <c>KIND[:LOCATOR]</c>; the locator is everything behind the first colon, whatever it contains.</summary>
    /// <returns>The kind's name, the kind, and what makes the policy.</returns>
    /// <exception cref="LocatorException">It is not understood.</exception>
    public (string Name, IPolicyKind Kind, Func<IPolicy> Create) Parse(string spec)
    {
        var parts = spec.Split(':', 2);
        var exported = Exported.FirstOrDefault(kind => kind.Name == parts[0])
            ?? throw new LocatorException($"there is no policy kind '{parts[0]}'; {Near(parts[0])}");
        var kind = exported.Create();
        return (exported.Name, kind, kind.Parse(parts.ElementAtOrDefault(1) ?? "", this));
    }
}
