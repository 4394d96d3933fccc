namespace BlindVla.Scenarios.Tests;

/// <summary>The suites and the catalogue of this repository, as the build copied them.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static Catalogue Catalogue { get; } = Catalogue.Load(Path.Combine(Folder, "catalogue"));

    public static SuiteLibrary Library { get; } = new(Path.Combine(Folder, "suites"), Catalogue);

    public static Suite PutOnPlate { get; } = Library.Load("put-on-plate");

    public static string PutOnPlateText { get; } = File.ReadAllText(Path.Combine(Folder, "suites", "put-on-plate.yaml"));
}
