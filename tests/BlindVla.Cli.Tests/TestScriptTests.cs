using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary><c>./test</c> in a small checkout: whatever breaks is counted and shown, and keeps nothing else from being run.</summary>
[CancelAfter(120_000)]
[SupportedOSPlatform("linux")]
public sealed class TestScriptTests
{
    private const string FakeDotnet = """
        #!/bin/sh
        root="$(dirname "$0")/../checkout"
        if [ "$DOTNET_FAILS" ] && { [ "$1" = "$DOTNET_FAILS" ] || [ "$(basename "$2")" = "$DOTNET_FAILS" ]; }; then echo "$1: a reason"; exit 1; fi
        case "$1 $2" in
          build*.sln) for name in Some.Tests BlindVla.EndToEnd.Tests; do
              mkdir -p "$root/artifacts/bin/$name/release" && touch "$root/artifacts/bin/$name/release/$name.dll"
            done ;;
          build*) mkdir -p "$root/artifacts/bin/BlindVla.Cli/release" && touch "$root/artifacts/bin/BlindVla.Cli/release/blindvla.dll" ;;
          *AssetGenerator.dll*) mkdir -p "$3" ;;
          test*) for program; do case "$program" in *.dll)
              name="$(basename "$program")"
              if [ "$name" = "$BREAKS_OFF" ]; then echo "The active test run was aborted. Reason: a reason"; exit 1; fi
              echo "Passed!  - Failed:     0, Passed:     3, Skipped:     1, Total:     4, Duration: 1 s - $name (net10.0)" ;;
            esac; done ;;
        esac
        """;

    private const string FakeTests = """
        if(BLINDVLA_SANITIZE)
          set(SANITIZED -sanitized)
        endif()
        add_custom_target(tests${SANITIZED} ALL COMMAND sh -c "test x$CMAKE_FAILS != xcpp${SANITIZED} || { echo a reason; false; }" VERBATIM)
        enable_testing()
        add_test(NAME one${SANITIZED} COMMAND sh -c "test x$CTEST_FAILS != xcpp${SANITIZED} || { echo a reason; false; }")
        """;

    private SmallCheckout _checkout = null!;

    [SetUp]
    public void MakeCheckout()
    {
        _checkout = new(SmallCheckout.ServersInCMake + FakeTests, "test", "build.sh");
        foreach (var project in new[] { "Some.Tests", "BlindVla.EndToEnd.Tests", "PointWorld" })
            Directory.CreateDirectory(_checkout.PathOf("checkout", "tests", project));
        _checkout.AddProgram("dotnet", FakeDotnet);
        _checkout.AddProgram("clang-format", "#!/bin/sh\n[ -z \"$FORMAT_FAILS\" ] || { echo a reason; exit 1; }\n");
    }

    [TearDown]
    public void RemoveCheckout() => _checkout.Dispose();

    [Test]
    public async Task NothingBreaks_EverythingIsCounted()
    {
        var (code, output, error) = await _checkout.RunAsync("checkout/test");

        Assert.That((code, output), Is.EqualTo((0, "13 passed, 0 failed, 2 skipped\n")), error);
        Assert.That(error, Does.Contain("Some.Tests.dll").And.Contain("ok      C++ tests with sanitizers: 1 passed, 0 failed, 0 skipped"));
    }

    [TestCase("FORMAT_FAILS=1", "12 passed, 1 failed, 2 skipped", "C++ is formatted")]
    [TestCase("DOTNET_FAILS=csharpier", "12 passed, 1 failed, 2 skipped", "C# is formatted")]
    [TestCase("DOTNET_FAILS=BlindVla.SimHarness.sln", "6 passed, 3 failed, 0 skipped", "C# builds")]
    [TestCase("CMAKE_FAILS=cpp", "12 passed, 1 failed, 2 skipped", "C++ tests build")]
    [TestCase("CMAKE_FAILS=cpp-sanitized", "12 passed, 1 failed, 2 skipped", "C++ builds with sanitizers")]
    [TestCase("CTEST_FAILS=cpp", "12 passed, 1 failed, 2 skipped", "C++ tests: 0 passed, 1 failed, 0 skipped")]
    [TestCase("CTEST_FAILS=cpp-sanitized", "12 passed, 1 failed, 2 skipped", "C++ tests with sanitizers")]
    [TestCase("BREAKS_OFF=Some.Tests.dll", "10 passed, 1 failed, 1 skipped", "C# tests (units)")]
    [TestCase("BREAKS_OFF=BlindVla.EndToEnd.Tests.dll", "10 passed, 1 failed, 1 skipped", "C# tests (end-to-end)")]
    public async Task SomethingBreaks_ItIsCountedAndShown(string what, string counts, string named)
    {
        var (code, output, error) = await _checkout.RunAsync($"{what} checkout/test");

        Assert.That((code, output), Is.EqualTo((1, counts + "\n")), error);
        Assert.That(error, Does.Contain($"FAILED  {named}").And.Contain("a reason"));
    }

    [Test]
    public async Task CppTestsBreakOff_TheOthersAreRunAndItIsCounted()
    {
        _checkout.AddProgram("ctest", "#!/bin/sh\nkill -9 $PPID\n");

        var (code, output, error) = await _checkout.RunAsync("checkout/test");

        Assert.That((code, output), Is.EqualTo((1, "10 passed, 1 failed, 2 skipped\n")), error);
        Assert.That(error, Does.Contain("FAILED  the C++ tests broke off"));
    }
}
