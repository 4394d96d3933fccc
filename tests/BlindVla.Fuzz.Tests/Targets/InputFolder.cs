namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>A folder for the files that a reader reads. In memory where the machine has a folder there: nothing here has to
/// survive.</summary>
internal sealed class InputFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private static int _made;

    public InputFolder()
    {
        var parent = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        Path = Directory
            .CreateDirectory(System.IO.Path.Combine(parent, $"blindvla-fuzz-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}"))
            .FullName;
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <returns>Where it is.</returns>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
