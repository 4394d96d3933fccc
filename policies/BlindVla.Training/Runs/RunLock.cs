namespace BlindVla.Training;

/// <summary>One process at a time works in a folder.</summary>
public sealed class RunLock : IDisposable
{
    internal const string FileName = "training.lock";

    private readonly FileStream _file;

    /// <param name="folder">There already.</param>
    /// <exception cref="TrainingException">Another process holds it.</exception>
    public RunLock(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new TrainingException($"another process works in {folder}; wait for it, or end it", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
