namespace BlindVla.DataSets.Tests;

/// <summary>A folder of one test's own files.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blindvla-datasets-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Every file below a folder, by its path there.</summary>
    public static SortedDictionary<string, string> Content(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(file => System.IO.Path.GetRelativePath(folder, file), file => Convert.ToHexString(File.ReadAllBytes(file)))
        );
}
