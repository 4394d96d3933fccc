using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Targets;

namespace BlindVla.Fuzz.Tests;

/// <summary>Whatever comes from outside is read or refused: no other exception, no hang, no allocation above its bound.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class FuzzTests
{
    private const int MaxFindings = 5;

    [TestCaseSource(typeof(AllTargets), nameof(AllTargets.Names))]
    public void Read_OfMutatedInputs_ReadsOrRefuses(string name)
    {
        var settings = FuzzSettings.FromEnvironment();
        if (settings.Replay is { } replay && replay.Target != name)
        {
            Assert.Ignore($"only {replay.Target} is replayed");
        }
        using var target = AllTargets.Make(name);
        var fuzzer = new Fuzzer(target, settings.Replay?.Seed ?? settings.Seed, new Watchdog(TimeProvider.System, Environment.FailFast));
        fuzzer.WarmUp();
        var first = settings.Replay?.Number ?? 0;
        var count = settings.Replay is null ? (long)(settings.Inputs * target.Weight) : 1;
        var findings = new List<string>();
        for (var i = first; i < first + count && findings.Count < MaxFindings; i++)
        {
            if (fuzzer.Try(i) is { } wrong)
            {
                findings.Add($"{wrong}\n{Finding.Keep(name, settings.Replay?.Seed ?? settings.Seed, i, fuzzer.Input(i))}");
            }
        }
        TestContext.Out.WriteLine($"{name}: {count} inputs, {fuzzer.Accepted} were read");
        Assert.That(findings, Is.Empty, string.Join("\n\n", findings));
    }
}
