using System.Diagnostics;
using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary>
/// The scripts of this checkout in a small one, with the real bash, cmake and file permissions. A program that takes minutes is a stand-in
/// that only says what it was asked for, found before the real one.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SmallCheckout : IDisposable
{
    /// <summary>A CMake project whose programs are the ones that the scripts build, and empty.</summary>
    public const string ServersInCMake = """
        cmake_minimum_required(VERSION 3.22)
        project(servers NONE)
        foreach(SERVER server/blindvla-mujoco-server widowx/server/blindvla-widowx-server widowx/arm/blindvla-widowx-check
                       widowx/emulator/blindvla-widowx-emulator widowx/jog/blindvla-widowx-jog)
          file(WRITE ${CMAKE_BINARY_DIR}/${SERVER} "")
          get_filename_component(NAME ${SERVER} NAME)
          add_custom_target(${NAME})
        endforeach()

        """;

    private readonly TemporaryFolder _folder = new();

    public SmallCheckout(string cmake, params ReadOnlySpan<string> scripts)
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        var root = Installation.Find().Root;
        foreach (var folder in new[] { "harness", "policies", "protos", "sim-bridge/mujoco", "sim-bridge/widowx", "sim-bridge/assets" })
            Directory.CreateDirectory(System.IO.Path.Combine(Path, folder));
        foreach (var script in scripts)
            File.Copy(System.IO.Path.Combine(root, script), System.IO.Path.Combine(Path, script));
        File.WriteAllText(System.IO.Path.Combine(Path, "sim-bridge/mujoco/CMakeLists.txt"), cmake);
        Directory.CreateDirectory(PathOf("bin"));
        AddProgram("dpkg-query", "#!/bin/sh\necho install ok installed\n");
    }

    public string Path => PathOf("checkout");

    /// <summary>The folder around it; <c>bin</c> has the stand-ins.</summary>
    public string Around => _folder.Path;

    public string PathOf(params string[] names) => _folder.PathOf(names);

    public void AddProgram(string name, string text)
    {
        var path = PathOf("bin", name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Runs a line of bash in the folder around the checkout.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = Around,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{PathOf("bin")}:{start.Environment["PATH"]}";
        start.Environment.Remove("TMPDIR");
        start.Environment.Remove("CDPATH");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    public void Dispose() => _folder.Dispose();
}
