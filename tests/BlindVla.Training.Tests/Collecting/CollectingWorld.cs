using BlindVla.Scenarios;
using BlindVla.TestKit;

namespace BlindVla.Training.Tests.Collecting;

/// <summary>A fake world with the catalogue's names, and folders for what is collected in it.</summary>
internal sealed class CollectingWorld : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blindvla-collecting-");

    public static string Scenarios { get; } = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static Catalogue Catalogue { get; } = Catalogue.Load(Path.Combine(Scenarios, "catalogue"));

    public static FakeWorldSettings Settings { get; } =
        new()
        {
            Tables = [.. Catalogue.Tables.Select(table => table.Id)],
            Textures = [.. Catalogue.Textures.Select(texture => texture.Id)],
            Boards = [.. Catalogue.Boards.Where(board => board.Category is "arrow" or "number").Select(board => board.Id)],
        };

    public string Folder(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Every file below a folder, by its path there.</summary>
    public SortedDictionary<string, string> Content(string name) =>
        new(
            Directory
                .EnumerateFiles(Folder(name), "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(Folder(name), file), file => Convert.ToHexString(File.ReadAllBytes(file)))
        );

    public void Dispose() => _folder.Delete(recursive: true);
}
