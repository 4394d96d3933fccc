namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>An input that broke something, as a file and as what to type to see it again.</summary>
internal static class Finding
{
    public static string Keep(string target, ulong seed, long number, byte[] input)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "findings"));
        var file = Path.Combine(folder.FullName, $"{target}-{seed}-{number}");
        File.WriteAllBytes(file, input);
        return $"seed {seed}, input {number}, kept as {file}\nTo see it again: {FuzzSettings.ReplayVariable}={target}:{seed}:{number} "
            + "dotnet test tests/BlindVla.Fuzz.Tests -c Release";
    }
}
