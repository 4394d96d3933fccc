using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>A suite in a list of them, for programs.</summary>
/// <param name="Sha256">Of all that decides its episodes.</param>
internal sealed record SuiteHead(string Name, int Version, string Sha256, string Description)
{
    public static SuiteHead Of(Suite suite) => new(suite.Name, suite.Version, suite.Sha256, suite.Description);
}
