using BlindVla.Files;

namespace BlindVla.Training;

/// <summary>One process at a time works in a folder.</summary>
/// <param name="folder">Made where it is missing.</param>
/// <exception cref="TrainingException">Another process holds it.</exception>
public sealed class RunLock(string folder) : IDisposable
{
    internal const string FileName = "training.lock";

    private readonly FolderLock _held = FolderLock.TryTake(folder, FileName)
        ?? throw new TrainingException($"another process works in {folder}; wait for it, or end it");

    public void Dispose() => _held.Dispose();
}
