using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace BlindVla.Core;

/// <summary>Class of a processor: the psABI level of an x86-64 one, e.g. <c>x86-64-v3</c>, else the architecture, e.g. <c>aarch64</c>.
/// Libraries choose by it how they compute, and so the last bits of results.</summary>
public static class ProcessorClass
{
    /// <summary>Of the processor that this runs on, as the MuJoCo server would say it.</summary>
    public static string Own { get; } =
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => Avx512BW.VL.IsSupported && Avx512CD.VL.IsSupported && Avx512DQ.VL.IsSupported ? "x86-64-v4"
            : Avx2.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Fma.IsSupported && Lzcnt.IsSupported ? "x86-64-v3"
            : Sse42.IsSupported && Popcnt.IsSupported ? "x86-64-v2"
            : "x86-64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString().ToLowerInvariant(),
        };
}
