using System.Globalization;

namespace BlindVla.Core;

/// <summary>
/// What episodes that are drawn alike have in common: their task, unperturbed or under an axis at a level. Here, and nowhere else, the
/// names of scopes are made and read.
/// </summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Axis">What is varied, with its group, e.g. <c>vision/table</c>; <see cref="Unperturbed"/> where nothing is.</param>
/// <param name="Level">Strength of the perturbation where the axis has levels; null otherwise.</param>
/// <param name="Split">A task that was not trained is out of distribution without any perturbation.</param>
public sealed record Condition(string Task, string Axis, double? Level, Split Split)
{
    /// <summary>Episodes of one condition: enough for any evaluation; more is a typing mistake that would fill the memory.</summary>
    public const int MostEpisodes = 100_000;

    /// <summary>The name of the scope that is the whole suite.</summary>
    public const string Everything = "all";

    /// <summary>The name of a split.</summary>
    public const string InDistribution = "id";

    /// <summary>The name of the other split.</summary>
    public const string OutOfDistribution = "ood";

    /// <summary>The axis of unperturbed episodes, and their group.</summary>
    public const string Unperturbed = "id";

    /// <summary><c>vision</c>, <c>semantic</c>, <c>execution</c>, or <see cref="Unperturbed"/>.</summary>
    public string Group => Axis.Split('/')[0];

    /// <summary>As in an episode's id, e.g. <c>vision/texture@0.5</c>.</summary>
    public string AxisAtLevel => NameOf(Axis, Level);

    /// <summary>An axis with its level where it has one.</summary>
    public static string NameOf(string axis, double? level) =>
        level is { } value ? string.Create(CultureInfo.InvariantCulture, $"{axis}@{value:R}") : axis;

    /// <summary>Reads the name of a scope as somebody writes it.</summary>
    /// <returns>The scope; null where nothing can have such a name.</returns>
    public static Scope? ReadScope(string text)
    {
        var (path, level) = text.IndexOf('@') is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
        var words = path.Split('/');
        if (!words.All(IsWord))
        {
            return null;
        }
        return (words, level) switch
        {
            ([Everything], null) => new(ScopeKind.Suite, Everything),
            ([InDistribution or OutOfDistribution], null) => new(ScopeKind.Split, path),
            ([_], null) => new(ScopeKind.Group, path),
            ([_, _] or [_, _, _], null) => new(ScopeKind.Cell, path),
            ([_, not Unperturbed] or [_, _, _], { } strength) when ReadLevel(strength) is { } value => new(
                ScopeKind.Cell,
                NameOf(path, value)
            ),
            _ => null,
        };
    }

    /// <summary>What cells are listed under: their task in a suite of several, their group otherwise.</summary>
    public static string HeadingOf(string cell) => cell.Split('/')[0];

    /// <summary>All that an episode under this condition belongs to, the widest first.</summary>
    /// <param name="severalTasks">Whether the suite has several tasks; then a cell's name begins with its task.</param>
    public Scope[] Scopes(bool severalTasks) =>
        [
            new(ScopeKind.Suite, Everything),
            new(ScopeKind.Split, Split == Split.InDistribution ? InDistribution : OutOfDistribution),
            new(ScopeKind.Group, Group),
            new(ScopeKind.Cell, severalTasks ? $"{Task}/{AxisAtLevel}" : AxisAtLevel),
        ];

    private static bool IsWord(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static double? ReadLevel(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var level) && double.IsFinite(level)
            ? level
            : null;
}
