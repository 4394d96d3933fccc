using BlindVla.Core;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A suite and a gate that no checkout has, in a folder of their own.</summary>
internal static class OwnSuite
{
    private static string PutOnPlate => File.ReadAllText(Path.Combine(Workplace.Installation.Scenarios, "suites", "put-on-plate.yaml"));

    /// <summary>The in-distribution task alone, with the one object that the fake world has, too.</summary>
    /// <returns>Its path.</returns>
    public static string WriteSuite(string folder, string name = "mine")
    {
        var text = PutOnPlate[..PutOnPlate.IndexOf("\naxes:\n", StringComparison.Ordinal)]
            .Replace("name: put-on-plate\nversion", $"name: {name}\nversion", StringComparison.Ordinal)
            .Replace("      object: {split: train}\n", "      object: {split: train, only: [carrot]}\n", StringComparison.Ordinal)
            .Replace("    axes: [vision/table, semantic/instruction, execution/position]\n", "", StringComparison.Ordinal);
        return Write(folder, name, text);
    }

    /// <returns>Its path.</returns>
    public static string WriteGate(
        string folder,
        double margin,
        double maxErrored = 0.02,
        string suite = "mine",
        Guarantee guarantee = Guarantee.Calibrated
    ) =>
        Write(
            folder,
            "mine-gate",
            FormattableString.Invariant(
                $"schema_version: 1\nname: mine-gate\nsuite: {suite}\nmargin: {margin}\nmax_errored: {maxErrored}\n"
            ) + $"guarantee: {guarantee.ToString().ToLowerInvariant()}\n"
        );

    private static string Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
