using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary>
/// The launcher of this checkout in a small one: its own scripts, the real bash, cmake and file permissions, and a .NET SDK that only says
/// what it was asked for, since a build takes minutes.
/// </summary>
[CancelAfter(120_000)]
[SupportedOSPlatform("linux")]
public sealed class LauncherTests
{
    private const string Nobody = "65534";

    private const string FakeDotnet = """
        #!/bin/sh
        root="$(dirname "$0")/../checkout"
        [ -d "$root" ] || root="$(dirname "$0")/../other"
        case "$1" in
          build)
            if [ -n "$BUILD_FAILS" ]; then echo "error CS0000"; exit 1; fi
            echo "$2 HOME=$HOME" >> "$root/artifacts/builds"
            mkdir -p "$root/artifacts/bin/BlindVla.Cli/release" && touch "$root/artifacts/bin/BlindVla.Cli/release/blindvla.dll" ;;
          *AssetGenerator.dll) mkdir -p "$3" ;;
          *) shift; echo "ran $* TMPDIR=$TMPDIR"; echo "stdout is $(readlink "/proc/$$/fd/1")" >&2 || true ;;
        esac
        """;

    private SmallCheckout _checkout = null!;

    [SetUp]
    public void MakeCheckout()
    {
        _checkout = new(SmallCheckout.ServersInCMake, "blindvla", "build.sh");
        _checkout.AddProgram("dotnet", FakeDotnet);
    }

    [TearDown]
    public void RemoveCheckout() => _checkout.Dispose();

    [Test]
    public async Task FirstCall_Builds_TheSecondOpensNothingForWriting()
    {
        var first = await _checkout.RunAsync("checkout/blindvla eval a 'b c'");
        var before = Snapshot();
        var second = await _checkout.RunAsync("checkout/blindvla eval a 'b c'");

        Assert.That((first.Code, second.Code), Is.EqualTo((0, 0)), first.Error + second.Error);
        Assert.That((first.Output, second.Output), Is.EqualTo(("ran eval a b c TMPDIR=\n", "ran eval a b c TMPDIR=\n")));
        Assert.That(first.Error, Does.Contain("building the harness").And.Contain("building the MuJoCo server"));
        Assert.That(second.Error, Does.Not.Contain("building"));
        Assert.That(Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public async Task TabKey_WhereNothingIsBuilt_BuildsNothing_AndWhereSomethingIs_IsAnswered()
    {
        var first = await _checkout.RunAsync("checkout/blindvla '[suggest:11]' 'blindvla ev'");
        var isBuilt = Directory.Exists(_checkout.PathOf("checkout", "artifacts", "bin"));
        await _checkout.RunAsync("checkout/blindvla x && touch -d '+2 seconds' checkout/harness/new.cs");
        var second = await _checkout.RunAsync("checkout/blindvla '[suggest:11]' 'blindvla ev'");

        Assert.That((first.Code, first.Output, isBuilt), Is.EqualTo((0, "", false)), first.Error);
        Assert.That(second.Output, Is.EqualTo("ran [suggest:11] blindvla ev TMPDIR=\n"));
        Assert.That(second.Error, Does.Not.Contain("building"));
    }

    [Test]
    public async Task ThroughLinks_WithCdPathExported_FindsItsCheckout()
    {
        var (code, output, error) = await _checkout.RunAsync(
            "ln -s ../checkout/blindvla bin/first && ln -s first bin/second && mkdir -p elsewhere/checkout && export "
                + "CDPATH=$PWD/elsewhere:/ && bin/second x && cd ./checkout && ./blindvla y"
        );

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Is.EqualTo("ran x TMPDIR=\nran y TMPDIR=\n"));
    }

    [Test]
    public async Task Moved_RunsAsItIs_AndBuildsAgainWhereItWasChanged()
    {
        var (code, _, error) = await _checkout.RunAsync("checkout/blindvla x && mv checkout other && other/blindvla y");
        Assert.That(code, Is.Zero, error);
        Assert.That(error.Split("building the MuJoCo server"), Has.Length.EqualTo(2));

        // Into the next second, whatever the file system keeps of times.
        (code, _, error) = await _checkout.RunAsync("touch -d '+2 seconds' other/sim-bridge/mujoco/new.cc && other/blindvla z");

        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("building the MuJoCo server"));
        Assert.That(
            File.ReadAllText(_checkout.PathOf("other", "artifacts", "cpp", "CMakeCache.txt")),
            Does.Contain($"CMAKE_HOME_DIRECTORY:INTERNAL={_checkout.PathOf("other")}/sim-bridge/mujoco")
        );
    }

    [Test]
    public async Task OfTheArm_WhereItsSourcesChanged_BuildsAgain()
    {
        await _checkout.RunAsync("checkout/blindvla x && touch -d '+2 seconds' checkout/sim-bridge/widowx/new.cc");

        var (code, _, error) = await _checkout.RunAsync("checkout/blindvla y");

        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("the arm's server and its emulator"));
    }

    [Test]
    public async Task SomebodyElses_WhereNothingIsToBeBuilt_Runs()
    {
        await _checkout.RunAsync("checkout/blindvla x");

        var (code, output, error) = await _checkout.RunAsync($"{AsSomebodyElse()} checkout/blindvla y");

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Is.EqualTo("ran y TMPDIR=\n"));
    }

    [Test]
    public async Task SomebodyElses_WhereSomethingIsToBeBuilt_SaysWhoMust()
    {
        await _checkout.RunAsync("checkout/blindvla x && touch -d '+2 seconds' checkout/harness/new.cs");

        var (code, output, error) = await _checkout.RunAsync($"{AsSomebodyElse()} checkout/blindvla y");

        Assert.That((code, output), Is.EqualTo((ExitCode.Infrastructure, "")), error);
        Assert.That(error, Does.Contain("something must be built").And.Contain($"{_checkout.Path}/artifacts").And.Contain("as the owner"));
    }

    [Test]
    public async Task BuildFails_IsNeverAnAnswer()
    {
        var (code, output, error) = await _checkout.RunAsync("BUILD_FAILS=1 checkout/blindvla gate x");

        Assert.That((code, output), Is.EqualTo((ExitCode.Infrastructure, "")));
        Assert.That(error, Does.Contain("error CS0000").And.Contain("failed: dotnet build"));
    }

    [Test]
    public async Task HomeAndTemporaryFolderMissing_TheUsualPlacesAreTried()
    {
        var (code, output, error) = await _checkout.RunAsync("HOME=/nowhere TMPDIR=/nowhere/tmp checkout/blindvla x");

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Is.EqualTo("ran x TMPDIR=/tmp\n"));
        Assert.That(
            File.ReadAllText(_checkout.PathOf("checkout", "artifacts", "builds")),
            Does.Contain($"HOME={_checkout.Path}/artifacts/home")
        );
    }

    [Test]
    public async Task ClosedStreams_BecomeOnesThatRefuse()
    {
        await _checkout.RunAsync("checkout/blindvla x");

        var (code, _, error) = await _checkout.RunAsync("checkout/blindvla x >&- <&-");
        var (silent, _, _) = await _checkout.RunAsync("checkout/blindvla x 2>&-");

        Assert.That((code, silent), Is.EqualTo((0, 0)));
        Assert.That(error, Does.Contain("stdout is /dev/null"));
    }

    /// <summary>Root runs it as nobody; anybody else loses the right to write.</summary>
    private static string AsSomebodyElse()
    {
        if (Environment.IsPrivilegedProcess)
            return $"setpriv --reuid={Nobody} --regid={Nobody} --clear-groups";
        return "chmod -R a-w checkout; trap 'chmod -R u+w checkout' EXIT;";
    }

    private string[] Snapshot() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(_checkout.Around, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"),
        ];
}
