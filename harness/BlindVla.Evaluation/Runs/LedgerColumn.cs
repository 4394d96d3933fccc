using System.Globalization;
using System.Numerics;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>One column of <c>episodes.csv</c>: how a trial becomes a field, and a field part of a trial.</summary>
/// <param name="Name">In the header.</param>
/// <param name="Write">The field; null or empty where there is no value.</param>
/// <param name="Read">The trial with what the field says. A <see cref="FormatException"/> says what was expected instead.</param>
internal sealed record LedgerColumn(string Name, Func<TrialRecord, string?> Write, Func<TrialRecord, string, TrialRecord> Read)
{
    /// <summary>First version of the ledger that has the column.</summary>
    public int Since { get; init; } = 1;

    /// <summary>Last version that has it; null while it is written.</summary>
    public int? Until { get; init; }

    /// <summary>What its values are, for files that know more than text.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>A value of <see cref="Type"/>; null where there is none. Where it is left out, the field.</summary>
    public Func<TrialRecord, object?>? ValueOf { get; init; }

    /// <summary>Of a measure.</summary>
    public string? Unit { get; init; }

    /// <summary>The column as values.</summary>
    public TypedColumn<TrialRecord> Typed =>
        new(Name, Type, ValueOf ?? (trial => Write(trial) is { Length: > 0 } text ? text : null), Unit);

    public bool IsIn(int version) => Since <= version && version <= (Until ?? version);

    // One row is one line, so that a torn row is recognised by its missing end.
    public static LedgerColumn Text(string name, Func<TrialRecord, string?> of, Func<TrialRecord, string?, TrialRecord> with) =>
        new(name, trial => of(trial)?.ReplaceLineEndings(" "), (trial, field) => with(trial, field.Length == 0 ? null : field));

    public static LedgerColumn RequiredText(string name, Func<TrialRecord, string> of, Func<TrialRecord, string, TrialRecord> with) =>
        Text(name, of, (trial, text) => with(trial, text ?? throw Expected("a text")));

    public static LedgerColumn Number<T>(
        string name,
        Func<TrialRecord, T?> of,
        Func<TrialRecord, T?, TrialRecord> with,
        string? format = null
    )
        where T : struct, INumber<T> =>
        new(name, trial => of(trial)?.ToString(format, CultureInfo.InvariantCulture), (trial, field) => with(trial, Parse<T>(field)))
        {
            Type = typeof(T),
            ValueOf = trial => of(trial),
        };

    public static LedgerColumn RequiredNumber<T>(string name, Func<TrialRecord, T> of, Func<TrialRecord, T, TrialRecord> with)
        where T : struct, INumber<T> =>
        Number<T>(name, trial => of(trial), (trial, number) => with(trial, number ?? throw Expected(Kind<T>())));

    public static LedgerColumn Choice<T>(
        string name,
        Func<TrialRecord, T?> of,
        Func<TrialRecord, T?, TrialRecord> with,
        params (string Word, T Value)[] choices
    )
        where T : struct =>
        new(
            name,
            trial => of(trial) is { } value ? choices.Single(choice => choice.Value.Equals(value)).Word : null,
            (trial, field) => with(trial, field.Length == 0 ? null : Chosen(choices, field))
        );

    public static LedgerColumn RequiredChoice<T>(
        string name,
        Func<TrialRecord, T> of,
        Func<TrialRecord, T, TrialRecord> with,
        params (string Word, T Value)[] choices
    )
        where T : struct =>
        Choice<T>(name, trial => of(trial), (trial, value) => with(trial, value ?? throw Expected(Words(choices))), choices);

    public static LedgerColumn Flag(string name, Func<TrialRecord, bool?> of, Func<TrialRecord, bool?, TrialRecord> with) =>
        Choice(name, of, with, ("true", true), ("false", false)) with
        {
            Type = typeof(bool),
            ValueOf = trial => of(trial),
        };

    /// <summary>Of how well the control period was kept, since version 6.</summary>
    public static LedgerColumn Timing<T>(
        string name,
        Func<ControlTiming, T?> of,
        Func<ControlTiming, T?, ControlTiming> with,
        string? format = null
    )
        where T : struct, INumber<T> =>
        Number<T>(
            name,
            trial => trial.Timing is { } timing ? of(timing) : null,
            (trial, value) => value is null ? trial : trial with { Timing = with(trial.Timing ?? ControlTiming.Unknown, value) },
            format
        ) with
        {
            Since = 6,
        };

    /// <summary>Of something that an environment measures, e.g. <c>max_lift [m]</c>.</summary>
    public static LedgerColumn Measure(string name, string unit)
    {
        var header = $"{name} [{unit}]";
        var column =
            unit == MeasureSpec.Truth
                ? Flag(
                    header,
                    t => t.Measures.Holds(name),
                    (t, v) => t with { Measures = t.Measures.With(name, v is { } holds ? (holds ? 1 : 0) : null) }
                )
                : Number<double>(header, t => t.Measures[name], (t, v) => t with { Measures = t.Measures.With(name, v) });
        return column with { Type = typeof(double), ValueOf = trial => trial.Measures[name], Unit = unit };
    }

    /// <summary>The measure whose column has this name; null where it is no measure's.</summary>
    public static (string Name, string Unit)? MeasureIn(string header) =>
        header.EndsWith(']') && header.IndexOf(" [", StringComparison.Ordinal) is > 0 and var at
            ? (header[..at], header[(at + 2)..^1])
            : null;

    private static T? Parse<T>(string field)
        where T : struct, INumber<T> =>
        field.Length == 0 ? null
        : T.TryParse(field, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number) ? number
        : throw Expected(Kind<T>());

    private static string Kind<T>() => typeof(T) == typeof(double) ? "a number" : "a whole number";

    private static T Chosen<T>((string Word, T Value)[] choices, string field)
    {
        foreach (var (word, value) in choices)
        {
            if (word == field)
            {
                return value;
            }
        }
        throw Expected(Words(choices));
    }

    private static string Words<T>((string Word, T Value)[] choices) => string.Join(" or ", choices.Select(choice => choice.Word));

    private static FormatException Expected(string what) => new(what);
}
