using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Evaluation;
using Microsoft.Extensions.Logging.Abstractions;

// A fixture mostly waits for one simulator: two at a time fill two cores. One that looks at every process or thread there is runs alone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]

namespace BlindVla.EndToEnd.Tests;

/// <summary>The real server and assets of this checkout, and a folder that goes away with the test.</summary>
internal sealed class Workplace : IDisposable
{
    public static Installation Installation { get; } = Installation.Find();

    public string Folder { get; } = Directory.CreateTempSubdirectory("blindvla-test-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public static ServerPool Servers(int count, int sessions = 4) =>
        new(
            new ServerCommand(Installation.Server, ["--assets", Installation.Assets, "--max-sessions", $"{sessions}", "--die-with-parent"])
            {
                WhenMissing = "./test builds it.",
            },
            count,
            new(),
            new(),
            TimeProvider.System,
            NullLogger<ServerPool>.Instance
        );

    /// <summary>Runs a command as its user would.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    public static IReadOnlyList<EpisodeSpec> Episodes(string suite, int perCell, string only) =>
        Suites.Library(Installation).Load(suite).Plan(0, perCell).Only(only).Episodes;

    /// <summary>Everything of a trial that must not depend on scheduling or on where it was run, in the order of the ids.</summary>
    public List<string> Fingerprints(string name) =>
        [
            .. RecordedRun
                .Open(PathOf(name))
                .Trials.Select(t =>
                    $"{t.EpisodeId} {t.Policy} {t.Outcome} {t.SceneSha256} {t.ObservationSha256} {t.RequestedActionsSha256} "
                    + $"{t.AppliedActionsSha256} {t.SuccessAtEnd} {t.SuccessAnyStep} {t.Steps} {t.Measures["final_distance"]:R}"
                )
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
