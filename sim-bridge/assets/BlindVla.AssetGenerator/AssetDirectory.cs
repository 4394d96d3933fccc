using System.Text;
using BlindVla.AssetGenerator.Boards;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Objects;
using BlindVla.AssetGenerator.Receptacles;
using BlindVla.AssetGenerator.Robot;
using BlindVla.AssetGenerator.Tables;
using BlindVla.AssetGenerator.Textures;

namespace BlindVla.AssetGenerator;

/// <summary>Writes the folder that a simulation server serves; its layout is in README.md.</summary>
internal static class AssetDirectory
{
    /// <summary>
    /// Replaces <paramref name="output"/> as a whole: everything is written beside it first, so that a reader never sees half of it.
    /// </summary>
    /// <param name="robotModels">Folder of hand-written robot models, copied as they are; may be absent.</param>
    public static void Write(string output, string? robotModels)
    {
        output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var partial = output + ".partial";
        var previous = output + ".previous";
        DeleteIfThere(partial);
        DeleteIfThere(previous);

        foreach (var (name, mesh) in WidowX.Links())
            Save(partial, $"robot/meshes/{name}.obj", Encoding.ASCII.GetBytes(mesh.ToObj()));
        foreach (var model in ObjectCatalogue.All.AddRange(ReceptacleCatalogue.All))
            Save(partial, model);
        Parallel.ForEach(BoardCatalogue.All, board => Save(partial, board.Model()));
        Parallel.ForEach(TableCatalogue.All, table => Save(partial, $"tables/{table.Name}.png", Png.Encode(table.Render())));
        Parallel.ForEach(TextureCatalogue.All, texture => Save(partial, $"textures/{texture.Name}.png", Png.Encode(texture.Render())));
        if (robotModels is not null)
        {
            foreach (var file in Directory.EnumerateFiles(robotModels, "*.xml"))
                Save(partial, $"robot/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        if (Directory.Exists(output))
            Directory.Move(output, previous);
        Directory.Move(partial, output);
        DeleteIfThere(previous);
    }

    private static void Save(string root, ObjectModel model)
    {
        foreach (var (name, content) in MjcfWriter.Files(model))
            Save(root, $"objects/{model.Name}/{name}", content);
    }

    private static void Save(string root, string relativePath, byte[] content)
    {
        var path = Path.Combine(root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static void DeleteIfThere(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
