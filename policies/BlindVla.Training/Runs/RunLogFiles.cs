using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BlindVla.Files;

namespace BlindVla.Training;

/// <summary>
/// The rows of a run as CSV: <c>log.csv</c> and <c>validation.csv</c>. Rows of steps that a resumed run makes again are taken off first.
/// </summary>
internal sealed class RunLogFiles : ITrainingObserver
{
    public const string StepsFile = "log.csv";
    public const string ValidationsFile = "validation.csv";

    /// <summary>Of both files.</summary>
    public static readonly ImmutableArray<string> Names = [StepsFile, ValidationsFile];

    /// <summary>The first column of both.</summary>
    public const string Step = "step";

    private readonly string _steps;
    private readonly string _validations;

    public RunLogFiles(string folder, long step)
    {
        (_steps, _validations) = (Path.Combine(folder, StepsFile), Path.Combine(folder, ValidationsFile));
        Begin(_steps, [.. TrainingRow.Columns.Select(column => column.Name)], step);
        Begin(_validations, [.. ValidationRow.Columns.Select(column => column.Name)], step);
    }

    public void OnFeatures(FeatureProgress progress) { }

    public void OnSteps(TrainingRow row) => Append(_steps, row.Step, TrainingRow.Columns.Select(column => column.Value(row)));

    public void OnValidation(ValidationRow row) =>
        Append(_validations, row.Step, ValidationRow.Columns.Select(column => column.Value(row)));

    /// <summary>The last row of one of the files, by column; null where there is none.</summary>
    public static IReadOnlyDictionary<string, string>? Last(string path) => Rows(path).LastOrDefault();

    private static void Begin(string path, ImmutableArray<string> columns, long step)
    {
        var kept = Rows(path)
            .Where(row =>
                long.TryParse(row.GetValueOrDefault(Step), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= step
            )
            .Select(row => columns.Prepend(Step).Select(column => row.GetValueOrDefault(column, "")));
        var lines = kept.Prepend(columns.Prepend(Step)).Select(cells => string.Join(',', cells) + "\n");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    /// <summary>By column; an older version may have begun the file, with fewer of them.</summary>
    private static List<Dictionary<string, string>> Rows(string path)
    {
        string[][] lines = File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Split(','))] : [];
        return [.. lines.Skip(1).Where(cells => cells.Length == lines[0].Length).Select(cells => lines[0].Zip(cells).ToDictionary())];
    }

    private static void Append(string path, long step, IEnumerable<double?> values)
    {
        var cells = values.Select(value => value?.ToString("G6", CultureInfo.InvariantCulture) ?? "");
        File.AppendAllText(path, string.Join(',', cells.Prepend(step.ToString(CultureInfo.InvariantCulture))) + "\n");
    }
}
