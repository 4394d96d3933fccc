namespace BlindVla.Files;

/// <summary>Holds a folder for one process, by a file in it that is there as long as somebody does.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <param name="folder">Made where it is missing.</param>
    /// <param name="name">Of the file.</param>
    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">So does whoever owns the folder.</exception>
    public static FolderLock? TryTake(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        try
        {
            return new(new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
