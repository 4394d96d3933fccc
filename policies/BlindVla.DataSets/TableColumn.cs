using Parquet;
using Parquet.Schema;

namespace BlindVla.DataSets;

/// <summary>One column of a table to be written, in the shape in which Arrow, and so LeRobot, writes such values.</summary>
public sealed class TableColumn
{
    private TableColumn(Field field, Func<ParquetRowGroupWriter, Task> writeAsync) => (Field, WriteAsync) = (field, writeAsync);

    /// <summary>As the schema has it.</summary>
    internal Field Field { get; }

    /// <summary>Writes all rows.</summary>
    internal Func<ParquetRowGroupWriter, Task> WriteAsync { get; }

    /// <summary>A number in each row.</summary>
    public static TableColumn Of<T>(string name, IEnumerable<T> rows)
        where T : struct
    {
        var field = new DataField<T>(name);
        return new(field, group => group.WriteAsync<T>(field, rows.ToArray()));
    }

    /// <summary>A text in each row.</summary>
    public static TableColumn Of(string name, IEnumerable<string> rows)
    {
        var field = new DataField<string>(name);
        return new(field, group => group.WriteAsync(field, rows.ToArray()));
    }

    /// <summary>A number or truth value in each row, or null.</summary>
    /// <param name="metadata">Of the column; null for none.</param>
    public static TableColumn Optional<T>(string name, IEnumerable<T?> rows, Dictionary<string, string>? metadata = null)
        where T : struct
    {
        var field = new DataField<T?>(name);
        return new(field, group => group.WriteAsync<T>(field, rows.ToArray(), customMetadata: metadata));
    }

    /// <summary>A text in each row, or null.</summary>
    public static TableColumn Optional(string name, IEnumerable<string?> rows)
    {
        var field = new DataField<string>(name);
        return new(field, group => group.WriteAsync(field, rows.ToArray()!));
    }

    /// <summary>A list of numbers in each row, all of one length.</summary>
    public static TableColumn Vectors(string name, IReadOnlyList<IReadOnlyList<float>> rows)
    {
        var element = new DataField<float>("element", nullable: true);
        return new(new ListField(name, element), group =>
            group.WriteAllPartsAsync<float>(
                element,
                rows.SelectMany(row => row).ToArray(),
                rows.SelectMany(row => row.Select(_ => element.MaxDefinitionLevel)).ToArray(),
                rows.SelectMany(row => row.Select((_, i) => i == 0 ? 0 : 1)).ToArray(),
                default
            )
        );
    }

    /// <summary>A list of one text in each row.</summary>
    public static TableColumn Lists(string name, IReadOnlyCollection<string> rows)
    {
        var element = new DataField<string>("element");
        return new(new ListField(name, element), group =>
            group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
                element,
                rows.Select(row => row.AsMemory()).ToArray(),
                rows.Select(_ => element.MaxDefinitionLevel).ToArray(),
                new int[rows.Count],
                default
            )
        );
    }

    /// <summary>A picture in each row: its file's content, and what the file would be called.</summary>
    public static TableColumn Pictures(string name, IReadOnlyCollection<(byte[] Bytes, string Path)> rows)
    {
        var (bytes, path) = (new DataField<byte[]>("bytes"), new DataField<string>("path"));
        return new(new StructField(name, bytes, path), async group =>
        {
            var levels = rows.Select(_ => bytes.MaxDefinitionLevel).ToArray();
            await group.WriteAllPartsAsync<ReadOnlyMemory<byte>>(
                bytes,
                rows.Select(row => (ReadOnlyMemory<byte>)row.Bytes).ToArray(),
                levels,
                null,
                default
            );
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
                path,
                rows.Select(row => row.Path.AsMemory()).ToArray(),
                levels,
                null,
                default
            );
        });
    }
}
