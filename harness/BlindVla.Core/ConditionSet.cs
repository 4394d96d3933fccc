using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>The conditions of a suite or of a run, and the scopes that there are.</summary>
public sealed class ConditionSet
{
    private readonly ImmutableDictionary<Condition, ImmutableArray<Scope>> _scopes;

    public ConditionSet(IEnumerable<Condition> conditions)
    {
        All = [.. conditions.Distinct()];
        var severalTasks = All.DistinctBy(condition => condition.Task).Take(2).Count() > 1;
        _scopes = All.ToImmutableDictionary(condition => condition, condition => ImmutableArray.Create(condition.Scopes(severalTasks)));
        Scopes = [.. Scope.InOrder(_scopes.Values.SelectMany(scopes => scopes).Distinct())];
    }

    /// <summary>The conditions themselves, each once, in the order in which they came.</summary>
    public ImmutableArray<Condition> All { get; }

    /// <summary>Every scope that some episode belongs to, in the order of tables and files.</summary>
    public ImmutableArray<Scope> Scopes { get; }

    /// <summary>All that an episode under one of the conditions belongs to, the widest first.</summary>
    public ImmutableArray<Scope> Of(Condition condition) => _scopes[condition];

    /// <summary>The names that a gate may call these scopes by.</summary>
    public IEnumerable<string> NamesOf(Condition condition) => Of(condition).Where(scope => scope.IsNamed).Select(scope => scope.Name);

    /// <summary>How many conditions belong to what has this name.</summary>
    public int Count(string name) => _scopes.Keys.Count(condition => NamesOf(condition).Contains(name));

    /// <summary>Why nothing can be claimed about what has this name; null when something can.</summary>
    public string? Problem(string name)
    {
        var names = Scopes.Where(scope => scope.IsNamed).Select(scope => scope.Name).ToList();
        return names.Contains(name) ? null : $"no episode belongs to the scope '{name}'; {NearestNames.Suggest(name, names)}";
    }
}
