using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.Policies;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A learned policy's model is given back however a command ends. Its thread shows whether it lives.</summary>
[NonParallelizable]
[CancelAfter(300_000)]
public sealed class PolicyDisposalTests
{
    private static readonly string Torch =
        $"torch:{Path.Combine(Workplace.Installation.Root, "tests", "golden", "openvla-a")}?unnorm_key=bridge_orig&view=64x48";

    private Workplace _workplace = null!;

    [SetUp]
    public void MakeFolder()
    {
        _workplace = new();
        AssertNoModelThread();
    }

    [TearDown]
    public void RemoveFolder() => _workplace.Dispose();

    [Test]
    public async Task PolicySet_WhileItLives_HasAThreadForEachModel()
    {
        await using (await PolicySet.CreateAsync(PolicyGrammar.Shipped.ParseAll("--policy", [Torch, $"second={Torch}"]), shown: []))
        {
            Assert.That(ModelThreads(), Is.EqualTo(2));
        }
        AssertNoModelThread();
    }

    [Test]
    public async Task PolicySet_OneCannotBeDisposed_TheOthersAre()
    {
        var policies = new[] { new StubbornPolicy(stubborn: false), new(stubborn: true), new(stubborn: false) };
        var set = await PolicySet.CreateAsync(
            policies.Select((policy, i) => new PolicyRequest("--policy", $"p{i}", KeepsItsView: false, () => policy)),
            shown: []
        );

        await Assert.ThatAsync(async () => await set.DisposeAsync(), Throws.InvalidOperationException);

        Assert.That(policies.Select(policy => policy.Disposals), Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test]
    public async Task Eval_ThatEndsWell_GivesItsModelsBack()
    {
        await using var server = await FakeBridge.StartAsync();

        await EvalAsync(ExitCode.Success, "--policy", Torch, "--episodes", "1", "--workers", "1", "--bridge", server.Address);
    }

    [Test]
    public Task Eval_WithoutAServer_GivesItsModelsBack() =>
        EvalAsync(ExitCode.Infrastructure, "--policy", Torch, "--server", _workplace.PathOf("no-server"));

    [Test]
    public Task Eval_AnotherPolicyIsRefused_GivesItsModelsBack() =>
        EvalAsync(ExitCode.Usage, "--policy", Torch, "--policy", $"second=torch:{_workplace.PathOf("no-checkpoint")}");

    [Test]
    public async Task GateRun_ThatFails_GivesItsModelsBack()
    {
        var (code, _, error) = await Workplace.RunAsync(
            "gate",
            OwnSuite.WriteGate(_workplace.Folder, 0.5),
            "--suite",
            OwnSuite.WriteSuite(_workplace.Folder),
            "--run",
            "--baseline",
            Torch,
            "--candidate",
            "hold",
            "--out",
            _workplace.PathOf("run"),
            "--server",
            _workplace.PathOf("no-server")
        );

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure), error);
        AssertNoModelThread();
    }

    private async Task EvalAsync(int expected, params string[] options)
    {
        var (code, _, error) = await Workplace.RunAsync([
            "eval",
            OwnSuite.WriteSuite(_workplace.Folder),
            "--out",
            _workplace.PathOf("run"),
            .. options,
        ]);

        Assert.That(code, Is.EqualTo(expected), error);
        AssertNoModelThread();
    }

    /// <summary>The kernel lists a thread for a moment after it was joined.</summary>
    private static void AssertNoModelThread() => Assert.That(ModelThreads, Is.Zero.After(10_000, 5));

    private static int ModelThreads() =>
        Directory.EnumerateDirectories("/proc/self/task").Count(thread => NameOf(thread) == BatchingPolicy.ThreadName);

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd('\n');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }

    private sealed class StubbornPolicy(bool stubborn) : IPolicy
    {
        public int Disposals { get; private set; }

        public PolicySpec Spec { get; } = new HoldPolicy().Spec;

        public IPolicySession BeginEpisode(EpisodeBrief episode) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return stubborn ? throw new InvalidOperationException("it will not go") : ValueTask.CompletedTask;
        }
    }
}
