using System.Globalization;
using BlindVla.Core;
using CsvHelper;

namespace BlindVla.Evaluation;

/// <summary>The columns of <c>episodes.csv</c>. A change here is a new <see cref="Version"/>, and is written down in results/README.md.</summary>
internal static class LedgerFormat
{
    public const int Version = 2;

    public static IReadOnlyList<string> Columns { get; } =
    [
        "episode_id", "policy", "suite", "task", "group", "axis", "level", "index", "seed", "split", "control_id", "instruction",
        "object", "receptacle", "table", "object_x_m", "object_y_m", "policy_seed",
        "outcome", "success_at_end", "success_any_step", "first_success_step", "steps", "grasped", "consecutive_grasp",
        "holding_at_end", "final_distance_m", "max_lift_m", "min_gripper_distance_m", "clipped_actions", "attempts", "scene_sha256", "observation_sha256", "actions_sha256", "sim_seconds", "policy_seconds",
        "wall_seconds", "error",
    ];

    public static void WriteHeader(CsvWriter csv)
    {
        foreach (var column in Columns)
        {
            csv.WriteField(column);
        }
        csv.EndRecord();
    }

    public static void Write(CsvWriter csv, TrialRecord trial)
    {
        csv.WriteField(trial.EpisodeId);
        csv.WriteField(trial.Policy);
        csv.WriteField(trial.Suite);
        csv.WriteField(trial.Task);
        csv.WriteField(trial.Group);
        csv.WriteField(trial.Axis);
        csv.WriteField(Exact(trial.Level));
        csv.WriteField(trial.Index);
        csv.WriteField(trial.Seed);
        csv.WriteField(trial.Split == Split.InDistribution ? "id" : "ood");
        csv.WriteField(trial.ControlId);
        csv.WriteField(OneLine(trial.Instruction));
        csv.WriteField(trial.Object);
        csv.WriteField(trial.Receptacle);
        csv.WriteField(trial.Table);
        csv.WriteField(Exact(trial.ObjectXMeters));
        csv.WriteField(Exact(trial.ObjectYMeters));
        csv.WriteField($"0x{trial.PolicySeed:x16}");
        csv.WriteField(trial.Outcome.ToString().ToLowerInvariant());
        csv.WriteField(Word(trial.SuccessAtEnd));
        csv.WriteField(Word(trial.SuccessAnyStep));
        csv.WriteField(trial.FirstSuccessStep);
        csv.WriteField(trial.Steps);
        csv.WriteField(Word(trial.Grasped));
        csv.WriteField(Word(trial.ConsecutiveGrasp));
        csv.WriteField(Word(trial.HoldingAtEnd));
        csv.WriteField(Exact(trial.FinalDistanceMeters));
        csv.WriteField(Exact(trial.MaxLiftMeters));
        csv.WriteField(Exact(trial.MinGripperDistanceMeters));
        csv.WriteField(trial.ClippedActions);
        csv.WriteField(trial.Attempts);
        csv.WriteField(trial.SceneSha256);
        csv.WriteField(trial.ObservationSha256);
        csv.WriteField(trial.ActionsSha256);
        csv.WriteField(Microseconds(trial.SimSeconds));
        csv.WriteField(Microseconds(trial.PolicySeconds));
        csv.WriteField(Microseconds(trial.WallSeconds));
        csv.WriteField(OneLine(trial.Error));
        csv.EndRecord();
    }

    /// <exception cref="FormatException">A field cannot be read; the message names the column.</exception>
    public static TrialRecord Read(CsvReader csv) => new()
    {
        EpisodeId = Text(csv, "episode_id"),
        Policy = Text(csv, "policy"),
        Suite = Text(csv, "suite"),
        Task = Text(csv, "task"),
        Group = Text(csv, "group"),
        Axis = Text(csv, "axis"),
        Level = Optional<double>(csv, "level"),
        Index = Required<int>(csv, "index"),
        Seed = Required<ulong>(csv, "seed"),
        Split = Choice(csv, "split", ("id", Split.InDistribution), ("ood", Split.OutOfDistribution)),
        ControlId = OptionalText(csv, "control_id"),
        Instruction = Text(csv, "instruction"),
        Object = Text(csv, "object"),
        Receptacle = Text(csv, "receptacle"),
        Table = Text(csv, "table"),
        ObjectXMeters = Required<double>(csv, "object_x_m"),
        ObjectYMeters = Required<double>(csv, "object_y_m"),
        PolicySeed = Hexadecimal(csv, "policy_seed"),
        Outcome = Choice(csv, "outcome", ("success", Outcome.Success), ("failure", Outcome.Failure), ("errored", Outcome.Errored)),
        SuccessAtEnd = OptionalWord(csv, "success_at_end"),
        SuccessAnyStep = OptionalWord(csv, "success_any_step"),
        FirstSuccessStep = Optional<int>(csv, "first_success_step"),
        Steps = Optional<int>(csv, "steps"),
        Grasped = OptionalWord(csv, "grasped"),
        ConsecutiveGrasp = OptionalWord(csv, "consecutive_grasp"),
        HoldingAtEnd = OptionalWord(csv, "holding_at_end"),
        FinalDistanceMeters = Optional<double>(csv, "final_distance_m"),
        MaxLiftMeters = Optional<double>(csv, "max_lift_m"),
        MinGripperDistanceMeters = Optional<double>(csv, "min_gripper_distance_m"),
        ClippedActions = Optional<int>(csv, "clipped_actions"),
        Attempts = Required<int>(csv, "attempts"),
        SceneSha256 = Text(csv, "scene_sha256"),
        ObservationSha256 = OptionalText(csv, "observation_sha256"),
        ActionsSha256 = OptionalText(csv, "actions_sha256"),
        SimSeconds = Optional<double>(csv, "sim_seconds"),
        PolicySeconds = Optional<double>(csv, "policy_seconds"),
        WallSeconds = Optional<double>(csv, "wall_seconds"),
        Error = OptionalText(csv, "error"),
    };

    private static string? Word(bool? value) => value switch { true => "true", false => "false", null => null };

    private static string? Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string? Microseconds(double? seconds) => seconds?.ToString("0.######", CultureInfo.InvariantCulture);

    // One row is one line, so that a torn row is recognised by its missing end of line.
    private static string? OneLine(string? text) => text?.ReplaceLineEndings(" ");

    private static string Text(CsvReader csv, string column) => csv.GetString(column);

    private static string? OptionalText(CsvReader csv, string column) => Text(csv, column) is { Length: > 0 } text ? text : null;

    private static T Required<T>(CsvReader csv, string column)
        where T : struct, ISpanParsable<T> => Optional<T>(csv, column) ?? throw Unreadable(csv, column, $"a {typeof(T).Name}");

    private static T? Optional<T>(CsvReader csv, string column)
        where T : struct, ISpanParsable<T>
    {
        var text = Text(csv, column);
        return text.Length == 0 ? null
            : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value
            : throw Unreadable(csv, column, $"a {typeof(T).Name} or nothing");
    }

    private static bool? OptionalWord(CsvReader csv, string column) => Text(csv, column) switch
    {
        "true" => true,
        "false" => false,
        "" => null,
        _ => throw Unreadable(csv, column, "true, false or nothing"),
    };

    private static ulong Hexadecimal(CsvReader csv, string column) =>
        Text(csv, column) is ['0', 'x', .. var digits] && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Unreadable(csv, column, "0x and hexadecimal digits");

    private static T Choice<T>(CsvReader csv, string column, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var text = Text(csv, column);
        foreach (var (name, value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }
        throw Unreadable(csv, column, string.Join(" or ", choices.ToArray().Select(choice => choice.Name)));
    }

    private static FormatException Unreadable(CsvReader csv, string column, string expected) =>
        new($"{column} is '{Text(csv, column)}', expected {expected}");
}
