using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using BlindVla.Core;

namespace BlindVla.Files;

/// <summary>
/// Reads one value of an expected type. Every method returns null when there is none, after having reported why (a missing node was
/// reported by whoever looked for it).
/// </summary>
public sealed partial class YamlValues(ProblemList problems)
{
    private const int MaxTextLength = 2000;

    public ProblemList Problems { get; } = problems;

    public string? Text(YamlNode? node, string what)
    {
        if (node is not YamlScalar scalar || scalar.Text.Length == 0)
        {
            return Refuse<string>(node, what);
        }
        if (scalar.Text.Length > MaxTextLength || scalar.Text.TrimEnd('\n').Any(char.IsControl))
        {
            Problems.Add(
                node,
                $"expected {what} of at most {MaxTextLength} characters on one line, found {scalar.Text.Length} characters, "
                    + $"{scalar.Text.Count(char.IsControl)} of them control characters"
            );
            return null;
        }
        return scalar.Text.TrimEnd('\n');
    }

    /// <summary>Lower-case words joined by hyphens: safe in an episode id, a file name and a shell.</summary>
    public string? Slug(YamlNode? node, string what) =>
        Matching(node, HyphenSlug(), $"{what}: lower-case letters, digits and single hyphens");

    /// <summary>Lower-case words joined by underscores, as asset names are.</summary>
    public string? AssetName(YamlNode? node, string what) =>
        Matching(node, UnderscoreSlug(), $"{what}: lower-case letters, digits and single underscores");

    public int? Integer(YamlNode? node, string what, int minimum, int maximum)
    {
        if (
            node is not YamlScalar { IsPlain: true } scalar
            || !int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        )
        {
            return RefuseValue<int>(node, $"{what}, a whole number");
        }
        if (value < minimum || value > maximum)
        {
            Problems.Add(node, $"expected {what} from {minimum} to {maximum}, found {value}");
            return null;
        }
        return value;
    }

    public bool? Boolean(YamlNode? node, string what) =>
        node is YamlScalar { IsPlain: true, Text: "true" or "false" } scalar
            ? scalar.Text == "true"
            : RefuseValue<bool>(node, $"{what}, 'true' or 'false'");

    /// <summary>A number without unit.</summary>
    public double? Number(YamlNode? node, string what, double minimum, double maximum) =>
        Quantity(node, what, "a number without unit", [("", 1)], minimum, maximum);

    /// <summary>A number without unit, above zero.</summary>
    public double? Positive(YamlNode? node, string what, double maximum)
    {
        var value = Quantity(node, what, "a number without unit", [("", 1)], double.NegativeInfinity, double.PositiveInfinity);
        if (value is <= 0 || value > maximum)
        {
            Problems.Add(node!, $"expected {what}, more than 0 and at most {maximum}, found {((YamlScalar)node!).Text}");
            return null;
        }
        return value;
    }

    /// <summary>Metres.</summary>
    public double? Length(YamlNode? node, string what, double minimum, double maximum) =>
        Quantity(node, what, "a length in m, such as '0.075 m'", [("m", 1)], minimum, maximum);

    /// <summary>Seconds.</summary>
    public double? Duration(YamlNode? node, string what, double minimum, double maximum) =>
        Quantity(node, what, "a time in s, such as '0.2 s'", [("s", 1)], minimum, maximum);

    /// <summary>Radians, from at most one turn either way.</summary>
    public double? Angle(YamlNode? node, string what) =>
        Quantity(node, what, "an angle in deg or rad, such as '45 deg'", [("deg", Math.PI / 180), ("rad", 1)], -2 * Math.PI, 2 * Math.PI);

    /// <summary>One of the names given.</summary>
    public string? Name(YamlNode? node, string what, IReadOnlyCollection<string> known)
    {
        if (node is not YamlScalar { Text.Length: > 0 } scalar)
        {
            return Refuse<string>(node, what);
        }
        if (!known.Contains(scalar.Text))
        {
            Problems.Add(node, $"there is no {what} '{scalar.Text}'; {NearestNames.Suggest(scalar.Text, known)}");
            return null;
        }
        return scalar.Text;
    }

    /// <summary>The items of a list that must not be empty, each read on its own; null when any of them is wrong.</summary>
    public ImmutableArray<T>? List<T>(YamlNode? node, string what, Func<YamlNode, T?> read)
        where T : class =>
        Nodes(node, what) is { } nodes && nodes.Select(read).ToList() is var items && !items.Contains(null)
            ? [.. items.Select(i => i!)]
            : null;

    /// <inheritdoc cref="List{T}(YamlNode?, string, Func{YamlNode, T?})"/>
    public ImmutableArray<T>? List<T>(YamlNode? node, string what, Func<YamlNode, T?> read)
        where T : struct =>
        Nodes(node, what) is { } nodes && nodes.Select(read).ToList() is var items && !items.Contains(null)
            ? [.. items.Select(i => i!.Value)]
            : null;

    /// <summary>A list, or a value that stands for a list of itself alone.</summary>
    public ImmutableArray<double>? OneOrMore(YamlNode? node, string what, Func<YamlNode, double?> read) =>
        node is YamlScalar
            ? read(node) is { } single
                ? [single]
                : null
            : List(node, what, read);

    /// <summary>Nodes of a list that must not be empty.</summary>
    public ImmutableArray<YamlNode>? Nodes(YamlNode? node, string what)
    {
        if (node is not YamlList list)
        {
            return RefuseValue<ImmutableArray<YamlNode>>(node, $"{what}, a list");
        }
        if (list.Items.IsEmpty)
        {
            Problems.Add(node, $"expected {what}, found an empty list");
            return null;
        }
        return list.Items;
    }

    private string? Matching(YamlNode? node, Regex form, string what)
    {
        if (node is not YamlScalar scalar || !form.IsMatch(scalar.Text))
        {
            return Refuse<string>(node, what);
        }
        return scalar.Text;
    }

    /// <summary>A number with one of several units.</summary>
    /// <param name="form">What is expected, with an example.</param>
    /// <param name="units">Each with the factor that its numbers are multiplied by; an empty name is no unit. Messages give bounds in the
    /// unit that was written.</param>
    /// <param name="minimum">After the multiplication, as <paramref name="maximum"/>.</param>
    public double? Quantity(
        YamlNode? node,
        string what,
        string form,
        ReadOnlySpan<(string Name, double Factor)> units,
        double minimum,
        double maximum
    )
    {
        var expected = $"{what}: {form}";
        if (node is not YamlScalar { IsPlain: true } scalar || QuantityForm().Match(scalar.Text) is not { Success: true } match)
        {
            return RefuseValue<double>(node, expected);
        }
        var unit = match.Groups["unit"].Value;
        foreach (var (name, factor) in units)
        {
            if (name == unit)
            {
                var value = double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * factor;
                if (value >= minimum && value <= maximum)
                {
                    return value;
                }
                var range = $"{minimum / factor:0.######} to {maximum / factor:0.######} {name}".TrimEnd();
                Problems.Add(node, $"expected {what} from {range}, found {scalar.Text}");
                return null;
            }
        }
        var found = unit.Length == 0 ? "without a unit" : $"with the unit '{unit}'";
        Problems.Add(node, $"expected {expected}, found '{scalar.Text}' {found}");
        return null;
    }

    private T? Refuse<T>(YamlNode? node, string expected)
        where T : class
    {
        if (node is not null)
        {
            Problems.Add(node, $"expected {expected}, found {node.Kind}");
        }
        return null;
    }

    private T? RefuseValue<T>(YamlNode? node, string expected)
        where T : struct
    {
        if (node is not null)
        {
            Problems.Add(node, $"expected {expected}, found {node.Kind}");
        }
        return null;
    }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex HyphenSlug();

    [GeneratedRegex(@"^[a-z0-9]+(_[a-z0-9]+)*\z")]
    private static partial Regex UnderscoreSlug();

    [GeneratedRegex(@"^(?<number>[+-]?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?)( (?<unit>\S+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex QuantityForm();
}
