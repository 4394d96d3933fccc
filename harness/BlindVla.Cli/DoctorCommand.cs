using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Policies.Remote;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary><c>blindvla doctor</c>: what this machine has, what is missing, what to do.</summary>
internal static class DoctorCommand
{
    private enum Grade
    {
        Ok,
        Note,
        Missing,
    }

    private sealed record Finding(Grade Grade, string Subject, string Detail, string? Remedy = null);

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var policies = new Option<string[]>("--policy")
        {
            Description = $"Look at this policy server, too, as policy describe does: {grammar.ServerSyntax}; repeat for several.",
            HelpName = "SPEC",
        };
        var command = new Command("doctor", "What this machine has, what is missing, and what to do about it.") { policies }.WithExamples(
            "./blindvla doctor",
            "./blindvla doctor --policy openpi:ws://127.0.0.1:8000"
        );
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var servers = (parse.GetValue(policies) ?? [])
                    .Select(spec => (Spec: spec, Inspect: grammar.Server("--policy", spec) ?? throw NoServer(grammar, spec)))
                    .ToList();
                var findings = Examine(installation).ToList();
                foreach (var (spec, inspect) in servers)
                    findings.Add(await PolicyServer(spec, inspect, cancellationToken));
                var output = parse.InvocationConfiguration.Output;
                foreach (var finding in findings)
                {
                    var mark = finding.Grade switch
                    {
                        Grade.Ok => "ok      ",
                        Grade.Note => "note    ",
                        _ => "MISSING ",
                    };
                    output.WriteLine($"{mark} {finding.Subject, -18} {finding.Detail}");
                    if (finding.Remedy is { } remedy)
                        output.WriteLine($"{"", 28}-> {remedy}");
                }
                var missing = findings.Count(f => f.Grade == Grade.Missing);
                output.WriteLine();
                output.WriteLine(missing == 0 ? "Everything is there." : $"{missing} missing; see the arrows above.");
                return missing == 0 ? ExitCode.Success : ExitCode.Infrastructure;
            }
        );
        return command;
    }

    private static CommandException NoServer(PolicyGrammar grammar, string spec) =>
        new(ExitCode.Usage, $"--policy {spec}: expected a policy server, {grammar.ServerSyntax}; others need nothing but this machine");

    private static async Task<Finding> PolicyServer(
        string spec,
        Func<TimeProvider, CancellationToken, Task<ServerInspection>> inspect,
        CancellationToken cancellationToken
    )
    {
        const string Subject = "policy server";
        var remedy = $"see ./blindvla policy describe '{spec}'";
        try
        {
            var seen = await inspect(TimeProvider.System, cancellationToken);
            return seen.Fits
                ? new(Grade.Ok, Subject, $"{seen.Address}, {ServerDescription.Line(seen)}")
                : new(
                    Grade.Missing,
                    Subject,
                    $"{seen.Address} does not fit the mapping {seen.Mapping}: {seen.AnswerProblem ?? string.Join("; ", seen.Problems)}",
                    remedy
                );
        }
        catch (PolicyException e)
        {
            return new(Grade.Missing, Subject, e.Message.ReplaceLineEndings(" "), remedy);
        }
    }

    private static IEnumerable<Finding> Examine(Installation installation)
    {
        yield return new(Grade.Ok, "blindvla", Installation.Version);
        yield return new(
            Grade.Ok,
            "machine",
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, "
                + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"
        );
        foreach (var finding in installation.IsPack ? [] : WhatBuilds())
            yield return finding;
        yield return TemporaryFiles();
        yield return Home();
        yield return Directory.Exists(installation.Assets)
            ? new(
                Grade.Ok,
                "assets",
                $"{Directory.EnumerateFiles(installation.Assets, "*", SearchOption.AllDirectories).Count()} files in {installation.Assets}"
            )
            : new(Grade.Missing, "assets", "not made yet", "run ./blindvla suite list once: any command but doctor makes them");
        foreach (var finding in Server(installation))
            yield return finding;
        yield return Films();
        yield return Gpu();
        yield return Torch();
        var disk = new DriveInfo(installation.Root);
        var freeGib = disk.AvailableFreeSpace / (double)(1L << 30);
        yield return new(
            freeGib < 2 ? Grade.Missing : Grade.Ok,
            "disk",
            $"{freeGib:F1} GiB free for artifacts and results",
            freeGib < 2 ? "free at least 2 GiB" : null
        );
    }

    private static IEnumerable<Finding> WhatBuilds()
    {
        yield return Program("dotnet", "the .NET 10 SDK: https://learn.microsoft.com/dotnet/core/install/linux-debian", "--list-sdks");
        yield return Program("cmake", "apt-get install cmake", "--version");
        yield return Program("ninja", "apt-get install ninja-build", "--version");
        yield return Program("g++", "apt-get install g++", "--version");
        yield return DebianPackages();
    }

    private static Finding Program(string name, string remedy, params string[] arguments)
    {
        return ProgramOutput.Of(name, arguments) switch
        {
            { Status: 0, Output: var output } => new(Grade.Ok, name, output.Split('\n')[0]),
            { Status: var status } => new(
                Grade.Missing,
                name,
                $"found, but {name} {string.Join(' ', arguments)} exits with {status}",
                $"see what it says, or install it again: {remedy}"
            ),
            null => new(Grade.Missing, name, "not found", remedy),
        };
    }

    private static Finding TemporaryFiles()
    {
        try
        {
            var folder = SocketFolder.Create(SocketFolder.UsualPlaces);
            folder.Delete();
            return new(Grade.Ok, "temporary files", folder.Parent!.FullName);
        }
        catch (EnvironmentException e)
        {
            return new(Grade.Missing, "temporary files", e.Message.ReplaceLineEndings(" "), "set TMPDIR to a folder that you may write to");
        }
    }

    private static Finding Home()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        return Directory.Exists(home)
            ? new(Grade.Ok, "home", home)
            : new(
                Grade.Note,
                "home",
                home is null
                    ? "HOME is not set; builds keep their packages in artifacts/home"
                    : $"HOME={home} is no folder; builds keep their packages in artifacts/home"
            );
    }

    private static Finding DebianPackages()
    {
        // The launcher knows the list, because it installs from it.
        var wanted = Environment.GetEnvironmentVariable("BLINDVLA_DEBIAN_PACKAGES")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (wanted is null)
            return new(Grade.Note, "packages", "not checked", "run doctor through the launcher, ./blindvla doctor");
        if (ProgramOutput.Of("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. wanted]) is not { Output: var listing })
            return new(Grade.Note, "packages", $"not a Debian system; needed: the equivalents of {string.Join(' ', wanted)}");
        var installed = listing
            .Split('\n')
            .Where(line => line.EndsWith(" installed", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0])
            .ToHashSet();
        var missing = wanted.Where(package => !installed.Contains(package)).ToList();
        return missing.Count == 0
            ? new(Grade.Ok, "packages", $"all {wanted.Length} Debian packages")
            : new(
                Grade.Missing,
                "packages",
                string.Join(' ', missing),
                $"apt-get install --no-install-recommends {string.Join(' ', missing)}"
            );
    }

    private static IEnumerable<Finding> Server(Installation installation)
    {
        if (!File.Exists(installation.Server))
        {
            yield return new(
                Grade.Missing,
                "MuJoCo server",
                "not built yet",
                "run ./blindvla suite list once: any command but doctor builds it"
            );
            yield break;
        }
        if (ProgramOutput.Of(installation.Server, "--describe", "--assets", installation.Assets) is not { Status: 0, Output: var json })
        {
            yield return new(
                Grade.Missing,
                "MuJoCo server",
                "does not start",
                $"see what it says: {installation.Server} --describe --assets {installation.Assets}"
            );
            yield break;
        }
        using var description = JsonDocument.Parse(json);
        var root = description.RootElement;
        var renderer = root.GetProperty("renderer").GetString()!;
        yield return new(
            Grade.Ok,
            "MuJoCo server",
            $"{root.GetProperty("version").GetString()}, {root.GetProperty("physics_version").GetString()}"
        );
        var turns = root.TryGetProperty("draws_one_at_a_time", out var value) && value.GetBoolean();
        yield return new(
            Grade.Ok,
            "graphics",
            turns ? $"{renderer}: drawn by the processor, one picture at a time per server process" : renderer
        );
    }

    private static Finding Torch()
    {
        try
        {
            return new(Grade.Ok, "libtorch", TorchModel.DescribeRuntime());
        }
        catch (Exception e)
        {
            return new(
                Grade.Missing,
                "libtorch",
                $"does not load: {e.Message.Split('\n')[0]}",
                "policies of kind torch need it; see policies/BlindVla.Policies.Torch/README.md"
            );
        }
    }

    private static Finding Films() =>
        Mp4.IsAvailable
            ? new(Grade.Ok, "films", $"H.264, by {Mp4.Program}")
            : new(
                Grade.Note,
                "films",
                $"animated WebP, which no slide plays and no page steps through: there is no {Mp4.Program}",
                $"apt-get install {Mp4.Program}"
            );

    private static Finding Gpu() =>
        ProgramOutput.Of("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
            is { Status: 0, Output: var gpus }
            ? new(Grade.Ok, "GPU", gpus.ReplaceLineEndings("; "))
            : new(Grade.Note, "GPU", "no NVIDIA GPU found; everything here runs on the processor");
}
