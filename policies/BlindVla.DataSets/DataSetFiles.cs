using BlindVla.Files;

namespace BlindVla.DataSets;

/// <summary>
/// Where the files of a data set are. One part of it is one file in each of four folders, of which the last to be written is that of the
/// episodes: a part is there when that file is.
/// </summary>
internal sealed record DataSetFiles(string Folder)
{
    public const int ChunkSize = 1000;
    public const int MaxMegabytes = 100;
    public const string DataPath = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
    private const long MaxFileBytes = 1L << 30;

    public string Info => Path.Combine(Folder, "meta", "info.json");

    public string Stats => Path.Combine(Folder, "meta", "stats.json");

    /// <summary>Of the actions, for whoever fine-tunes OpenVLA.</summary>
    public string OpenVlaStatistics => Path.Combine(Folder, "dataset_statistics.json");

    public string Tasks => Path.Combine(Folder, "meta", "tasks.parquet");

    /// <summary>What was asked for when the data set was begun.</summary>
    public string Collection => Path.Combine(Folder, "meta", "collection.json");

    public string Data(int part) => Part("data", part);

    public string Annotations(int part) => Part("annotations", part);

    public string Questions(int part) => Part("questions", part);

    public string Episodes(int part) => Part(Path.Combine("meta", "episodes"), part);

    /// <exception cref="DataSetException">The disk refuses.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path} cannot be written: {FileFault.Reason(e)}. Whatever is finished is kept.", e);
        }
    }

    /// <exception cref="DataSetException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        var (file, content) = Open(path);
        file.Dispose();
        return content;
    }

    /// <summary>A file that stays open, and all that is in it.</summary>
    /// <exception cref="DataSetException">It cannot be read.</exception>
    public static (FileStream File, byte[] Content) Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = BoundedFile.Open(path, MaxFileBytes);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return (file, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new DataSetException($"{path}: {FileFault.Reason(e)}", e);
        }
    }

    private string Part(string kind, int part) =>
        Path.Combine(Folder, kind, $"chunk-{part / ChunkSize:D3}", $"file-{part % ChunkSize:D3}.parquet");
}
