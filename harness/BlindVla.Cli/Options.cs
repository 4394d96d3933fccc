using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace BlindVla.Cli;

/// <summary>Options whose values are refused in words of ours: what was expected, what was found.</summary>
internal static class Options
{
    /// <summary>A number with a default.</summary>
    public static Option<T> Number<T>(string name, string description, string helpName, T otherwise, T? least = null, T? most = null)
        where T : struct, INumber<T>, IMinMaxValue<T> =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Parse(name, result, least, most),
        };

    /// <summary>Episodes at a time; more is a slip of the pen.</summary>
    public const int MaxWorkers = 10_000;

    /// <summary>Of a command whose work is done side by side.</summary>
    public static Option<int> Workers(string description) =>
        Number("--workers", description, "W", Environment.ProcessorCount, least: 1, most: MaxWorkers);

    /// <summary>A number that need not be there.</summary>
    public static Option<T?> NumberOrNone<T>(string name, string description, string helpName, T? least = null, T? most = null)
        where T : struct, INumber<T>, IMinMaxValue<T> =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(name, result, least, most),
        };

    /// <summary>Refuses two options of which only one can be obeyed.</summary>
    public static void Exclude(Command command, Option<bool> one, Option<bool> other) =>
        command.Validators.Add(result =>
        {
            if (result.GetValue(one) && result.GetValue(other))
                result.AddError($"{one.Name} and {other.Name}: what came of it is printed in one form at a time");
        });

    /// <summary>One of some words.</summary>
    /// <param name="words">The first is the default.</param>
    public static Option<string> Word(string name, string description, params IReadOnlyList<string> words) =>
        Offering(
            new Option<string>(name)
            {
                Description = description,
                HelpName = string.Join('|', words),
                DefaultValueFactory = _ => words[0],
                CustomParser = result => OneOf(name, result, words),
            },
            words
        );

    /// <summary>One of some words, or none.</summary>
    public static Option<string?> WordOrNone(string name, string description, params IReadOnlyList<string> words) =>
        Offering(
            new Option<string?>(name)
            {
                Description = description,
                HelpName = string.Join('|', words),
                CustomParser = result => OneOf(name, result, words),
            },
            words
        );

    /// <summary>To a Tab key.</summary>
    private static Option<T> Offering<T>(Option<T> option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add([.. words]);
        return option;
    }

    private static string OneOf(string name, ArgumentResult result, IReadOnlyList<string> words)
    {
        var text = result.Tokens[0].Value;
        if (!words.Contains(text))
            result.AddError($"{name}: expected {string.Join(", ", words.SkipLast(1))} or {words[^1]}, found '{text}'");
        return text;
    }

    private static T Parse<T>(string name, ArgumentResult result, T? least, T? most)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var isWhole = typeof(T) != typeof(double);
        var text = result.Tokens[0].Value;
        if (
            T.TryParse(text, isWhole ? NumberStyles.Integer : NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && T.IsFinite(value)
            && !(value < least)
            && !(value > most)
        )
        {
            return value;
        }
        var bounds = (least, most) switch
        {
            (null, null) when isWhole && BigInteger.TryParse(text, out _) => $" from {T.MinValue} to {T.MaxValue}",
            (null, _) => "",
            // Somebody who typed a number of twelve digits is told what it may be.
            (_, null) when isWhole && BigInteger.TryParse(text, out var large) && large > 0 => $" from {least} to {T.MaxValue}",
            (_, null) => $" of at least {least}",
            _ => $" from {least} to {most}",
        };
        result.AddError($"{name}: expected {(isWhole ? "a whole number" : "a number")}{bounds}, found '{text}'");
        return default;
    }
}
