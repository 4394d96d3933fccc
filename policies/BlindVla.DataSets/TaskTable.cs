using System.Globalization;

namespace BlindVla.DataSets;

/// <summary><c>meta/tasks.parquet</c>: a pandas table whose index is the instruction.</summary>
internal static class TaskTable
{
    private const string Pandas = """
        {"index_columns": ["task"], "column_indexes": [{"name": null, "field_name": null, "pandas_type": "unicode", "numpy_type": "object", "metadata": {"encoding": "UTF-8"}}], "columns": [{"name": "task_index", "field_name": "task_index", "pandas_type": "int64", "numpy_type": "int64", "metadata": null}, {"name": "task", "field_name": "task", "pandas_type": "unicode", "numpy_type": "object", "metadata": null}], "pandas_version": "2.2.3"}
        """;

    public static Task<byte[]> EncodeAsync(IReadOnlyList<string> tasks) =>
        ParquetTable.EncodeAsync(
            [TableColumn.Of("task_index", tasks.Select((_, i) => (long)i)), TableColumn.Of("task", tasks)],
            new Dictionary<string, string> { ["pandas"] = Pandas.Trim() }
        );

    /// <exception cref="DataSetException">The file cannot be read, or its tasks are not numbered from 0.</exception>
    public static async Task<string[]> ReadAsync(string path)
    {
        var table = await ParquetTable.ReadAsync(path);
        var numbers = table.Get<long>("task_index");
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != i)
            {
                throw new DataSetException(
                    string.Create(CultureInfo.InvariantCulture, $"{path}: expected task_index {i} in row {i}, found {numbers[i]}")
                );
            }
        }
        return table.Get<string>("task");
    }
}
