using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Cli;

/// <summary>
/// Makes a folder that runs as it is: this program with the .NET runtime, the simulator's server with the libraries and drivers that it
/// loads, what is shipped, and checkpoints. Every Linux machine of this architecture can run it whose C library is at least as new as this
/// one's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Pack(Installation installation, string folder)
{
    private const string ServerLibraries = "lib/server";
    private const string ProgramLibraries = "lib/program";
    private const string Drivers = "lib/dri";
    private const string Vendors = "lib/egl_vendor.d";

    private static readonly string[] Data =
    [
        "scenarios",
        "policies/recipes",
        "policies/experiments",
        "policies/mappings",
        "policies/checkpoints",
    ];

    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <param name="checkpoints">Folders of checkpoints by the name that each gets in <c>policies/checkpoints</c>.</param>
    /// <returns>How many files it has, and their bytes.</returns>
    /// <exception cref="CommandException">This machine lacks something that belongs into it.</exception>
    public (int Files, long Bytes) Write(IReadOnlyDictionary<string, string> checkpoints)
    {
        var program = Path.GetRelativePath(installation.Root, Path.GetDirectoryName(installation.Program)!);
        CopyFolder(AppContext.BaseDirectory, program, IsNeeded);
        CopyRuntime();
        CopyData();
        CopyServer();
        foreach (var (name, source) in checkpoints)
            CopyFolder(source, Path.Combine("policies", "checkpoints", name));
        CopyLibraries(ProgramLibraries, [PathOf("dotnet/dotnet"), .. Loaded("libssl.so.3")]);
        Script(
            Path.GetFileName(installation.Launcher),
            $$"""
            #!/bin/bash
            # Starts blindvla with what is in this folder; of this machine's own it needs the C library and, for a GPU, the driver.
            here="$(cd "$(dirname "$(readlink -f "$0")")" && pwd)"
            export LD_LIBRARY_PATH="$here/{{ProgramLibraries}}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" DOTNET_ROOT="$here/dotnet"
            exec "$here/dotnet/dotnet" "$here/{{program}}/blindvla.dll" "$@"

            """
        );
        Text(
            "Dockerfile",
            """
            # In the folder of the pack: docker build -t blindvla .
            FROM debian:12-slim
            COPY . /opt/blindvla
            ENTRYPOINT ["/opt/blindvla/blindvla"]

            """
        );
        Text(
            "blindvla.def",
            """
            # In the folder of the pack: apptainer build blindvla.sif blindvla.def
            Bootstrap: docker
            From: debian:12-slim

            %files
                . /opt/blindvla

            %runscript
                exec /opt/blindvla/blindvla "$@"

            """
        );
        return WriteDigests();
    }

    private string PathOf(string relative) => Path.Combine(folder, relative);

    /// <summary>What a program folder has for other systems, for debuggers and for editors stays behind.</summary>
    private static bool IsNeeded(string relative) =>
        Path.GetExtension(relative) is not (".pdb" or ".xml")
        && (!relative.StartsWith("runtimes/", StringComparison.Ordinal) || relative.Split('/')[1] is "linux-x64" or "linux" or "unix");

    /// <summary>The runtime that this program runs in, not the SDK.</summary>
    private void CopyRuntime()
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(core)!)!;
        var root = Path.GetDirectoryName(shared)!;
        var version = Path.GetFileName(core);
        foreach (var framework in new[] { "Microsoft.NETCore.App", "Microsoft.AspNetCore.App" })
            CopyFolder(Path.Combine(shared, framework, version), Path.Combine("dotnet", "shared", framework, version), name =>
                !name.EndsWith(".xml", StringComparison.Ordinal)
            );
        CopyFolder(Path.Combine(root, "host", "fxr", version), Path.Combine("dotnet", "host", "fxr", version));
        foreach (
            var file in new[] { "dotnet", "LICENSE.txt", "ThirdPartyNotices.txt" }.Where(file => File.Exists(Path.Combine(root, file)))
        )
            CopyFile(Path.Combine(root, file), Path.Combine("dotnet", file));
    }

    /// <summary>Folders of which everything is packed, so that no pack may be written into them.</summary>
    public static IEnumerable<string> Sources(Installation installation) =>
        Data.Select(data => Path.Combine(installation.Root, data))
            .Concat([installation.Baselines, installation.Assets, Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)]);

    private void CopyData()
    {
        CopyFile(Path.Combine(installation.Root, Installation.Marker), Installation.Marker);
        foreach (var data in Data)
            CopyFolder(Path.Combine(installation.Root, data), data);
        CopyFolder(installation.Baselines, "results/baselines");
        CopyFolder(installation.Assets, "artifacts/assets");
    }

    private void CopyServer()
    {
        var server = Path.GetRelativePath(installation.Root, installation.Server);
        var program = server + ".program";
        CopyFile(installation.Server, program);
        var driver = "/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so";
        if (!File.Exists(driver))
            throw Lacking(driver, "libgl1-mesa-dri");
        CopyFile(driver, Path.Combine(Drivers, Path.GetFileName(driver)));
        Text(
            Path.Combine(Vendors, "50_mesa.json"),
            """{"file_format_version": "1.0.0", "ICD": {"library_path": "libEGL_mesa.so.0"}}""" + "\n"
        );
        string[] loaded = [.. Loaded("libEGL.so.1"), .. Loaded("libEGL_mesa.so.0"), .. Loaded("libOSMesa.so.8")];
        CopyLibraries(ServerLibraries, [installation.Server, driver, .. loaded]);
        var up = string.Concat(Enumerable.Repeat("/..", server.Count(c => c == '/')));
        Script(
            server,
            $$"""
            #!/bin/bash
            # Drivers of this machine's GPUs are asked before the software renderer of this folder.
            here="$(cd "$(dirname "$(readlink -f "$0")"){{up}}" && pwd)"
            export LD_LIBRARY_PATH="$here/{{ServerLibraries}}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" LIBGL_DRIVERS_PATH="$here/{{Drivers}}"
            export __EGL_VENDOR_LIBRARY_DIRS="/etc/glvnd/egl_vendor.d:/usr/share/glvnd/egl_vendor.d:$here/{{Vendors}}"
            exec "$here/{{program}}" "$@"

            """
        );
    }

    /// <summary>A library that is loaded by its name; it is on this machine, or what needs it would not run here either.</summary>
    private static string[] Loaded(string name) => [SharedLibraries.Find(name) ?? throw Lacking(name, "")];

    private static CommandException Lacking(string file, string package) =>
        new(
            ExitCode.Infrastructure,
            $"{file} is not on this machine, and a pack needs it; ./blindvla doctor says what is missing"
                + (package.Length > 0 ? $" (Debian: {package})" : "")
        );

    /// <param name="files">That need them; those that are libraries themselves belong to them.</param>
    private void CopyLibraries(string target, IReadOnlyList<string> files)
    {
        foreach (var (name, path) in SharedLibraries.Of(files))
            CopyFile(path, Path.Combine(target, name));
        foreach (var library in files.Where(file => Path.GetFileName(file).Contains(".so.")))
            CopyFile(library, Path.Combine(target, Path.GetFileName(library)));
    }

    private void CopyFolder(string source, string target, Func<string, bool>? which = null)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (which is null || which(relative))
                CopyFile(file, Path.Combine(target, relative));
        }
    }

    /// <summary>What a link points to is copied in its place.</summary>
    private void CopyFile(string source, string target)
    {
        var path = PathOf(target);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(File.ResolveLinkTarget(source, returnFinalTarget: true)?.FullName ?? source, path, overwrite: true);
    }

    private void Text(string target, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(target))!);
        File.WriteAllText(PathOf(target), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private void Script(string target, string text)
    {
        Text(target, text);
        File.SetUnixFileMode(PathOf(target), Executable);
    }

    private (int Files, long Bytes) WriteDigests()
    {
        var lines = new StringBuilder();
        var (files, bytes) = (0, 0L);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            var digest = Convert.ToHexStringLower(SHA256.HashData(file));
            lines.Append(CultureInfo.InvariantCulture, $"{digest}  {Path.GetRelativePath(folder, path)}\n");
            (files, bytes) = (files + 1, bytes + file.Length);
        }
        Text(Installation.PackDigests, $"{lines}");
        return (files, bytes);
    }
}
