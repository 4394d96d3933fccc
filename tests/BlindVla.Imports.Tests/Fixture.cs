using System.Text.Json.Nodes;

namespace BlindVla.Imports.Tests;

/// <summary>A folder with a copy of a file that a real writer wrote, changed or not, and the run that is made of it.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blindvla-imports-").FullName;

    public string Folder => Path.Combine(_folder, "source");

    public string Output => Path.Combine(_folder, "run");

    public Fixture() => Directory.CreateDirectory(Folder);

    /// <param name="name">Below <c>Fixtures</c>.</param>
    public static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name);

    /// <summary>The copy.</summary>
    /// <param name="name">Below <c>Fixtures</c>.</param>
    /// <param name="to">Its new name; null for the old.</param>
    public string Copy(string name, string? to = null)
    {
        var target = Path.Combine(Folder, to ?? Path.GetFileName(name));
        File.Copy(PathOf(name), target);
        return target;
    }

    public string Write(string name, string text)
    {
        var target = Path.Combine(Folder, name);
        File.WriteAllText(target, text);
        return target;
    }

    /// <summary>The copy of a JSON file with something changed in it.</summary>
    public string Change(string name, Action<JsonNode> change, string? to = null)
    {
        var root = JsonNode.Parse(File.ReadAllText(PathOf(name)))!;
        change(root);
        return Write(to ?? Path.GetFileName(name), root.ToJsonString());
    }

    public ImportResult Import(string source, Func<ImportRequest, ImportRequest>? with = null)
    {
        var request = new ImportRequest(source, Output, "policy");
        return RunImport.Import(with?.Invoke(request) ?? request, TimeProvider.System);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
