using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace BlindVla.Exports.Tests;

/// <summary>A Parquet file as its library reads it: values by column, and what is said of each column.</summary>
internal sealed record ParquetFile(Dictionary<string, object?[]> Columns, Dictionary<string, string?> Units)
{
    public static async Task<ParquetFile> ReadAsync(byte[] content)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(content));
        using var group = reader.OpenRowGroupReader(0);
        var columns = new Dictionary<string, object?[]>();
        var units = new Dictionary<string, string?>();
        foreach (var field in reader.Schema.DataFields)
        {
            columns.Add(field.Name, await ReadAsync(group, field));
            units.Add(field.Name, group.GetCustomMetadata(field).GetValueOrDefault("unit"));
        }
        return new(columns, units);
    }

    /// <summary>A value as a ledger writes it.</summary>
    /// <param name="isTruth">It is that of a measure which holds or does not.</param>
    public static string Text(object? value, bool isTruth) =>
        value switch
        {
            null => "",
            bool holds => holds ? "true" : "false",
            double number when isTruth => number == 1 ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => (string)value,
        };

    private static Task<object?[]> ReadAsync(ParquetRowGroupReader group, DataField field)
    {
        return field.ClrType switch
        {
            var t when t == typeof(bool) => Of<bool>(),
            var t when t == typeof(long) => Of<long>(),
            var t when t == typeof(ulong) => Of<ulong>(),
            var t when t == typeof(double) => Of<double>(),
            _ => Texts(),
        };

        async Task<object?[]> Of<T>()
            where T : struct
        {
            var values = new T?[group.RowCount];
            await group.ReadAsync<T>(field, values);
            return [.. values.Select(value => (object?)value)];
        }

        async Task<object?[]> Texts()
        {
            var values = new string?[group.RowCount];
            await group.ReadAsync(field, values!);
            return [.. values];
        }
    }
}
