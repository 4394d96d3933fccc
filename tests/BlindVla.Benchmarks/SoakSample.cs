using System.Collections.Immutable;
using System.Globalization;

namespace BlindVla.Benchmarks;

/// <summary>What a run holds at a moment.</summary>
/// <param name="At">Since its beginning.</param>
/// <param name="Memory">Resident set of the harness, bytes.</param>
/// <param name="Descriptors">That the harness has open.</param>
/// <param name="Threads">Of the harness.</param>
/// <param name="ServerMemory">Resident sets of all its servers, bytes.</param>
/// <param name="ServerDescriptors">Of all its servers.</param>
/// <param name="Files">Files and folders in its temporary folder.</param>
internal sealed record SoakSample(
    TimeSpan At,
    long Memory,
    int Descriptors,
    int Threads,
    long ServerMemory,
    int ServerDescriptors,
    int Files
)
{
    public static readonly ImmutableArray<(string Name, string Unit, Func<SoakSample, double> Value)> Series =
    [
        ("harness, memory", "MiB", sample => sample.Memory / (double)(1 << 20)),
        ("harness, descriptors", "", sample => sample.Descriptors),
        ("harness, threads", "", sample => sample.Threads),
        ("servers, memory", "MiB", sample => sample.ServerMemory / (double)(1 << 20)),
        ("servers, descriptors", "", sample => sample.ServerDescriptors),
        ("temporary files", "", sample => sample.Files),
    ];

    public const string Heading = "seconds,memory_bytes,descriptors,threads,server_memory_bytes,server_descriptors,temporary_files";

    /// <returns>Null where a process ended while it was looked at.</returns>
    public static SoakSample? Of(TimeSpan at, int harness, IReadOnlyList<int> servers, string temporary)
    {
        try
        {
            return new(
                at,
                Resident(harness),
                OpenIn(harness),
                Directory.GetDirectories($"/proc/{harness}/task").Length,
                servers.Sum(Resident),
                servers.Sum(OpenIn),
                Directory.EnumerateFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Count()
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string ToCsv() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{At.TotalSeconds:0},{Memory},{Descriptors},{Threads},{ServerMemory},{ServerDescriptors},{Files}"
        );

    // The second number is pages that are resident.
    private static long Resident(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private static int OpenIn(int process) => Directory.GetFiles($"/proc/{process}/fd").Length;
}
