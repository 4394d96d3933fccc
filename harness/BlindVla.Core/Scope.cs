namespace BlindVla.Core;

/// <summary>Episodes over which something is counted or claimed. <see cref="Condition"/> makes and reads the names.</summary>
/// <param name="Kind">Which episodes it takes together.</param>
/// <param name="Name">As tables, files and gates have it, e.g. <c>ood</c>, <c>vision</c> or <c>vision/texture@0.5</c>.</param>
public sealed record Scope(ScopeKind Kind, string Name)
{
    /// <summary>
    /// Whether the name says which scope it is. <c>id</c> is that of a split; a group and a cell of unperturbed episodes are called so too,
    /// but only a summary shows them.
    /// </summary>
    public bool IsNamed => Kind <= ScopeKind.Split || Name != Condition.Unperturbed;

    /// <summary>As tables and files list scopes: wide ones first, then unperturbed ones, then by name.</summary>
    public static IOrderedEnumerable<Scope> InOrder(IEnumerable<Scope> scopes) =>
        scopes
            .OrderBy(scope => scope.Kind)
            .ThenBy(scope => !scope.Name.Split('/').Contains(Condition.Unperturbed))
            .ThenBy(scope => scope.Name, StringComparer.Ordinal);
}
