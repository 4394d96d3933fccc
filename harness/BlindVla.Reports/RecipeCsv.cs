using BlindVla.Evaluation;
using CsvHelper;

namespace BlindVla.Reports;

/// <summary>A table of recipes as a file for programs: one row for each recipe and column, rates and differences as fractions.</summary>
public static class RecipeCsv
{
    /// <summary>UTF-8 with line feeds.</summary>
    public static byte[] Encode(RecipeTable table)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteHeader([
                "recipe",
                "privileged",
                "policies",
                "suite",
                "group",
                "column",
                "cells",
                .. Mean("success"),
                .. Mean("effect"),
                "baseline",
                .. Mean("difference"),
                "lost",
                "won",
                "p",
                "adjusted_p",
                "verdict",
                "errored",
                "published_model",
                "published_source",
                "published",
                "published_sd",
            ]);
            foreach (var row in table.Rows)
            {
                foreach (var (column, cell) in table.Columns.Zip(row.Cells))
                {
                    csv.WriteField(row.Recipe.Name);
                    csv.WriteField(row.IsPrivileged ? "true" : "false");
                    csv.WriteField(string.Join(' ', row.Recipe.Policies.Select(policy => policy.Name)));
                    csv.WriteField(column.Suite);
                    csv.WriteField(column.Group);
                    csv.WriteField(column.Title);
                    csv.WriteField(string.Join(' ', column.Cells));
                    Write(csv, cell.Success);
                    Write(csv, cell.Effect);
                    csv.WriteField(cell.Difference is null ? null : table.Baseline);
                    Write(csv, cell.Difference?.Mean);
                    csv.WriteField(cell.Difference?.Lost, default);
                    csv.WriteField(cell.Difference?.Won, default);
                    csv.WriteField(cell.Difference?.P, default);
                    csv.WriteField(cell.Difference?.AdjustedP, default);
                    csv.WriteField(cell.Difference is { } difference ? Word(difference.Verdict) : null);
                    csv.WriteField(cell.Errored);
                    csv.WriteField(cell.Published?.Model);
                    csv.WriteField(cell.Published?.Source);
                    csv.WriteField(cell.Published?.Rate, default);
                    csv.WriteField(cell.Published?.StandardDeviation, default);
                    csv.EndRecord();
                }
            }
        }
        return bytes.ToArray();
    }

    private static string[] Mean(string name) =>
        [
            name,
            $"{name}_scenes_low",
            $"{name}_scenes_high",
            $"{name}_seeds_low",
            $"{name}_seeds_high",
            $"{name}_seeds",
            $"{name}_n",
            $"{name}_scenes",
        ];

    private static void Write(CsvWriter csv, RecipeMean? mean)
    {
        foreach (
            var number in (ReadOnlySpan<double?>)
                [mean?.Value, mean?.OverScenes.Minimum, mean?.OverScenes.Maximum, mean?.OverSeeds?.Minimum, mean?.OverSeeds?.Maximum]
        )
        {
            csv.WriteField(number, default);
        }
        csv.WriteField(mean?.Seeds, default);
        csv.WriteField(mean?.N, default);
        csv.WriteField(mean?.Scenes, default);
    }

    private static string Word(RecipeVerdict verdict) =>
        verdict switch
        {
            RecipeVerdict.Better => "better",
            RecipeVerdict.Worse => "worse",
            RecipeVerdict.BetterCheckpoints => "better_checkpoints",
            RecipeVerdict.WorseCheckpoints => "worse_checkpoints",
            _ => "not_certain",
        };
}
