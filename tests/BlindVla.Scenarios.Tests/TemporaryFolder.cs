namespace BlindVla.Scenarios.Tests;

/// <summary>A folder of one test's own files.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blindvla-scenarios-");

    public string Path => _folder.FullName;

    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, content);
        return path;
    }

    public Suite Load(string name, string content) =>
        Suite.Load(Write(name, content), Shipped.Catalogue, System.IO.Path.Combine(Shipped.Folder, "suites"));

    public void Dispose() => _folder.Delete(recursive: true);
}
