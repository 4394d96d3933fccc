using BlindVla.DataSets;
using BlindVla.Evaluation;

namespace BlindVla.Exports;

/// <summary>A table of results as a Parquet file: a value has its type, and where there is none there is null.</summary>
internal static class ParquetRows
{
    /// <summary>The key of a measure's unit in the metadata of its column.</summary>
    private const string Unit = "unit";

    public static Task<byte[]> EncodeAsync<TRow>(IReadOnlyList<TRow> rows, IEnumerable<TypedColumn<TRow>> columns) =>
        ParquetTable.EncodeAsync([.. columns.Select(column => Encode(rows, column))]);

    private static TableColumn Encode<TRow>(IReadOnlyList<TRow> rows, TypedColumn<TRow> column)
    {
        var values = rows.Select(column.Value);
        return column.Type switch
        {
            var type when type == typeof(string) => TableColumn.Optional(column.Name, values.Select(value => (string?)value)),
            var type when type == typeof(bool) => TableColumn.Optional(column.Name, values.Select(value => (bool?)value)),
            var type when type == typeof(int) => TableColumn.Optional(column.Name, values.Select(value => (long?)(int?)value)),
            var type when type == typeof(ulong) => TableColumn.Optional(column.Name, values.Select(value => (ulong?)value)),
            var type when type == typeof(double) => TableColumn.Optional(
                column.Name,
                values.Select(value => (double?)value),
                column.Unit is { } unit ? new() { [Unit] = unit } : null
            ),
            var type => throw new ArgumentException($"column {column.Name}: no file has values of the type {type}", nameof(column)),
        };
    }
}
