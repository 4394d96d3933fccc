using System.Collections.Immutable;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace BlindVla.DataSets;

/// <summary>A Parquet file that fits into memory, column by column. What is read may have no null.</summary>
public sealed class ParquetTable
{
    private readonly string _path;
    private readonly Dictionary<string, Array> _columns;

    private ParquetTable(string path, int rows, Dictionary<string, Array> columns) => (_path, Rows, _columns) = (path, rows, columns);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The bytes of a file with these columns, in one group of rows.</summary>
    /// <param name="metadata">What is said of the file as a whole.</param>
    public static async Task<byte[]> EncodeAsync(IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // The fields know their places in the schema only when it is made.
        var schema = new ParquetSchema(columns.Select(column => column.Field));
        var content = new MemoryStream();
        // Pictures are compressed already, and everything else is small beside them.
        await using (var writer = await ParquetWriter.CreateAsync(schema, content, new() { CompressionMethod = CompressionMethod.None }))
        {
            writer.CustomMetadata = metadata ?? ImmutableDictionary<string, string>.Empty;
            using var group = writer.CreateRowGroup();
            foreach (var column in columns)
            {
                await column.WriteAsync(group);
            }
        }
        return content.ToArray();
    }

    /// <exception cref="DataSetException">The file cannot be read, is damaged, or has a null in it.</exception>
    public static Task<ParquetTable> ReadAsync(string path) => ReadAsync(path, DataSetFiles.Read(path));

    /// <param name="content">Of the file.</param>
    /// <exception cref="DataSetException">It is damaged, or has a null in it.</exception>
    internal static async Task<ParquetTable> ReadAsync(string path, byte[] content)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(new MemoryStream(content, writable: false));
            var parts = new Dictionary<string, List<Array>>();
            var rows = 0L;
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                rows += group.RowCount;
                foreach (var field in reader.Schema.DataFields)
                {
                    var name = string.Join('/', field.Path.ToList().Where(step => step is not ("list" or "element" or "item")));
                    parts.TryAdd(name, []);
                    parts[name].Add(await ReadAsync(path, name, group, field));
                }
            }
            return new(path, checked((int)rows), parts.ToDictionary(p => p.Key, p => Join(p.Value)));
        }
        catch (Exception e) when (e is not (DataSetException or OutOfMemoryException))
        {
            // The library meets bytes that it did not foresee with whatever exception comes of them.
            throw new DataSetException($"{path} is no Parquet file that can be read: {e.Message}", e);
        }
    }

    /// <summary>The values of a column; of a column of lists, one list after the other.</summary>
    /// <param name="length">Values in each row.</param>
    /// <exception cref="DataSetException">There is none of this type and length.</exception>
    public T[] Get<T>(string name, int length = 1)
    {
        if (!_columns.TryGetValue(name, out var values))
        {
            throw new DataSetException($"{_path}: there is no column '{name}'");
        }
        if (values is not T[] typed)
        {
            throw new DataSetException(
                $"{_path}: column '{name}' holds {values.GetType().GetElementType()!.Name}, expected {typeof(T).Name}"
            );
        }
        return typed.Length == (long)Rows * length
            ? typed
            : throw new DataSetException($"{_path}: column '{name}' has {typed.Length} values, expected {Rows} rows of {length}");
    }

    private static async Task<Array> ReadAsync(string path, string name, ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(ReadOnlyMemory<byte>))
        {
            return await ReadAsync<ReadOnlyMemory<byte>, byte[]>(memory => memory.ToArray());
        }
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            return await ReadAsync<ReadOnlyMemory<char>, string>(memory => memory.ToString());
        }
        return field.ClrType switch
        {
            var t when t == typeof(long) => await ReadAsync<long, long>(v => v),
            var t when t == typeof(int) => await ReadAsync<int, long>(v => v),
            var t when t == typeof(float) => await ReadAsync<float, float>(v => v),
            var t when t == typeof(bool) => await ReadAsync<bool, bool>(v => v),
            var t when t == typeof(double) => await ReadAsync<double, double>(v => v),
            _ => Array.Empty<object>(), // somebody else's column, which nobody here asks for
        };

        async Task<TValue[]> ReadAsync<TRaw, TValue>(Func<TRaw, TValue> convert)
            where TRaw : struct
        {
            using var raw = (RawColumnData<TRaw>)await group.ReadRawColumnDataBaseAsync(field, default);
            if (field.MaxDefinitionLevel > 0 && raw.DefinitionLevels.ContainsAnyExcept(field.MaxDefinitionLevel))
            {
                throw new DataSetException($"{path}: column '{name}' has a null, expected a value in every row");
            }
            var values = new TValue[raw.Values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = convert(raw.Values[i]);
            }
            return values;
        }
    }

    private static Array Join(List<Array> parts)
    {
        if (parts is [var only])
        {
            return only;
        }
        var whole = Array.CreateInstance(parts[0].GetType().GetElementType()!, parts.Sum(part => part.Length));
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }
        return whole;
    }
}
