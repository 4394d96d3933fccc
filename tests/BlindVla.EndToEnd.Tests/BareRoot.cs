using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A machine with a shell, a C library and nothing else: a folder that programs are run in as if it were all there is.</summary>
/// <param name="folder">There already.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class BareRoot(string folder)
{
    private static readonly string[] Programs =
    [
        "/bin/bash",
        "/usr/bin/readlink",
        "/usr/bin/dirname",
        "/usr/bin/setsid",
        "/usr/bin/sha256sum",
    ];

    /// <summary>Parts of glibc that programs load by name.</summary>
    private static readonly string[] Libraries =
    [
        "libdl.so.2",
        "libm.so.6",
        "libmvec.so.1",
        "libpthread.so.0",
        "libresolv.so.2",
        "librt.so.1",
    ];

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Lack => Start("unshare", "--mount", "/bin/true").Code == 0 ? null : "no mounts of one's own: root is needed";

    public void Fill()
    {
        foreach (var name in new[] { "proc", "dev", "tmp" })
            Directory.CreateDirectory(Path.Combine(folder, name));
        foreach (var program in Programs)
        {
            Copy(program);
            foreach (Match library in Needed().Matches(Start("ldd", program).Output))
                Copy(library.Value);
        }
        foreach (var library in Libraries)
            Copy($"/lib/x86_64-linux-gnu/{library}");
    }

    /// <summary>Runs a line of bash in it.</summary>
    public (int Code, string Output) Run(string line) =>
        Start(
            "unshare",
            "--mount",
            "/bin/bash",
            "-ec",
            """
            mount --bind "$0" "$0"; mount -t proc proc "$0/proc"; mount -t tmpfs none "$0/tmp"; mount --bind /dev "$0/dev"
            exec env -i PATH=/usr/bin:/bin:/usr/sbin chroot "$0" /bin/bash -c "$1"
            """,
            folder,
            line
        );

    private void Copy(string path)
    {
        var target = folder + path;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path, target, overwrite: true);
    }

    /// <summary>Output and errors together.</summary>
    private static (int Code, string Output) Start(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    [GeneratedRegex(@"/\S+\.so\S*")]
    private static partial Regex Needed();
}
