using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.Files;
using BlindVla.Imaging;
using BlindVla.Policies.Remote;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary><c>blindvla doctor</c>: what this machine has, what is missing, and for each lack the one command that mends it.</summary>
internal static class DoctorCommand
{
    /// <summary>Of Microsoft's script, which any distribution can run.</summary>
    private static string InstallDotnet =>
        $"curl -fsSL https://dot.net/v1/dotnet-install.sh | {AsRoot}bash -s -- --channel 10.0 --install-dir /usr/local/bin";

    private enum Grade
    {
        Ok,
        Note,
        Missing,
    }

    /// <param name="Remedy">The command that mends it, as it is typed in the folder of the checkout; null where nothing lacks.</param>
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
        var remedy = $"./blindvla policy describe {ShellWord.Of(spec)}";
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
        yield return Assets(installation);
        foreach (var finding in Server(installation))
            yield return finding;
        yield return Films();
        yield return Gpu();
        yield return Torch(installation);
        yield return Disk(installation);
    }

    /// <summary>Makes what is not there; of a pack, which builds nothing, it says which files did not arrive.</summary>
    private static string Make(Installation installation, string anew = "") =>
        installation.IsPack ? $"sha256sum --quiet --check {Installation.PackDigests}" : $"{anew}./blindvla suite list";

    private static string AsRoot => Environment.IsPrivilegedProcess ? "" : "sudo ";

    private static string Install(params IEnumerable<string> packages) =>
        $"{AsRoot}apt-get install --no-install-recommends {string.Join(' ', packages)}";

    private static IEnumerable<Finding> WhatBuilds()
    {
        // With a runtime of another version, or without an SDK, it answers, too.
        yield return Program("dotnet", InstallDotnet, line => line.StartsWith("10.", StringComparison.Ordinal), "--list-sdks");
        yield return Program("cmake", Install("cmake"));
        yield return Program("ninja", Install("ninja-build"));
        yield return Program("g++", Install("g++"));
        yield return DebianPackages();
    }

    private static Finding Program(string name, string remedy) => Program(name, remedy, _ => true, "--version");

    private static Finding Program(string name, string remedy, Func<string, bool> isIt, params string[] arguments) =>
        ProgramOutput.Of(name, arguments) switch
        {
            { Status: 0, Output: var output } => output.Split('\n').FirstOrDefault(isIt) is { } line
                ? new(Grade.Ok, name, line)
                : new(
                    Grade.Missing,
                    name,
                    $"found, but of another version: {name} {string.Join(' ', arguments)} says '{output.ReplaceLineEndings("; ")}'",
                    remedy
                ),
            { Status: var status } => new(
                Grade.Missing,
                name,
                $"found, but {name} {string.Join(' ', arguments)} exits with {status}",
                remedy
            ),
            null => new(Grade.Missing, name, "not found", remedy),
        };

    private static Finding Assets(Installation installation) =>
        Directory.Exists(installation.Assets)
            ? new(
                Grade.Ok,
                "assets",
                $"{Directory.EnumerateFiles(installation.Assets, "*", SearchOption.AllDirectories).Count()} files in {installation.Assets}"
            )
            : new(Grade.Missing, "assets", "not made yet: any command but doctor makes them", Make(installation));

    private static Finding Disk(Installation installation)
    {
        const double Least = 2;
        var freeGib = new DriveInfo(installation.Root).AvailableFreeSpace / (double)(1L << 30);
        var detail = $"{freeGib:F1} GiB free for artifacts and results";
        return freeGib >= Least
            ? new(Grade.Ok, "disk", detail)
            : new(
                Grade.Missing,
                "disk",
                $"{detail}, at least {Least} are needed; this names the largest folders",
                "du -xh -d 3 . | sort -h | tail"
            );
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
            return new(Grade.Missing, "temporary files", e.Message.ReplaceLineEndings(" "), "mkdir -p ~/tmp && export TMPDIR=~/tmp");
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
                    : $"HOME={home} is no folder; builds keep their packages in artifacts/home",
                """export HOME="$(getent passwd "$(id -u)" | cut -d: -f6)" """.TrimEnd()
            );
    }

    private static Finding DebianPackages()
    {
        // The launcher knows the list, because it installs from it.
        var wanted = Environment.GetEnvironmentVariable("BLINDVLA_DEBIAN_PACKAGES")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (wanted is null)
            return new(Grade.Note, "packages", "not checked: only the launcher knows the list", "./blindvla doctor");
        if (ProgramOutput.Of("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. wanted]) is not { Output: var listing })
            return new(
                Grade.Note,
                "packages",
                $"not a Debian system; needed: the equivalents of {string.Join(' ', wanted)}, or a pack that a Debian system makes",
                "./blindvla pack blindvla-pack"
            );
        var installed = listing
            .Split('\n')
            .Where(line => line.EndsWith(" installed", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0])
            .ToHashSet();
        var missing = wanted.Where(package => !installed.Contains(package)).ToList();
        return missing.Count == 0
            ? new(Grade.Ok, "packages", $"all {wanted.Length} Debian packages")
            : new(Grade.Missing, "packages", string.Join(' ', missing), Install(missing));
    }

    private static IEnumerable<Finding> Server(Installation installation)
    {
        if (!File.Exists(installation.Server))
        {
            yield return new(Grade.Missing, "MuJoCo server", "not built yet: any command but doctor builds it", Make(installation));
            yield break;
        }
        var described = ProgramOutput.Of(installation.Server, "--describe", "--assets", installation.Assets);
        if (described is not { Status: 0, Output: var json })
        {
            var reason = described?.Error.Split('\n')[^1];
            yield return new(
                Grade.Missing,
                "MuJoCo server",
                $"does not start{(string.IsNullOrEmpty(reason) ? "" : $": {reason}")}",
                Make(installation, anew: "rm -rf artifacts/cpp artifacts/assets && ")
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

    private static Finding Torch(Installation installation)
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
                $"does not load, and policies of kind torch need it: {e.Message.Split('\n')[0]}",
                Make(installation, anew: "rm -rf artifacts/bin/BlindVla.Cli && ")
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
                Install(Mp4.Program)
            );

    private static Finding Gpu() =>
        ProgramOutput.Of("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
            is { Status: 0, Output: var gpus }
            ? new(Grade.Ok, "GPU", gpus.ReplaceLineEndings("; "))
            : new(Grade.Note, "GPU", "no NVIDIA GPU found; everything here runs on the processor");
}
