using System.Runtime.InteropServices;

namespace BlindVla.Core.Tests;

internal sealed class ProcessorClassTests
{
    /// <summary>What each level adds, by the names that the kernel gives them.</summary>
    private static readonly (string Class, string[] Flags)[] _levels =
    [
        ("x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]),
        ("x86-64-v3", ["avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"]),
        ("x86-64-v2", ["sse4_2", "ssse3", "popcnt", "cx16"]),
        ("x86-64", []),
    ];

    [Test]
    public void Own_IsTheLevelWhoseInstructionsTheKernelNames()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Assert.That(ProcessorClass.Own, Is.EqualTo("aarch64"));
            return;
        }
        var flags = File.ReadLines("/proc/cpuinfo")
            .First(line => line.StartsWith("flags", StringComparison.Ordinal))
            .Split(' ')
            .ToHashSet();
        // Each level has what those below it have.
        var expected = _levels.Index().First(level => _levels[level.Index..].All(below => below.Flags.All(flags.Contains))).Item.Class;

        Assert.That(ProcessorClass.Own, Is.EqualTo(expected));
    }
}
