namespace BlindVla.Files;

/// <summary>A file that is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Of what a process leaves that is killed while it writes.</summary>
    public const string UnfinishedExtension = ".tmp";

    /// <exception cref="IOException">The disk refuses; a file that was there before is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var unfinished = path + UnfinishedExtension;
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
