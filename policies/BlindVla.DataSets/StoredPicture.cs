namespace BlindVla.DataSets;

/// <summary>A picture as it is encoded, which stays in the file of its part: a data set may be larger than memory.</summary>
/// <param name="File">Of the part; open as long as anyone refers to it, so that it is the file that was read, whatever becomes of its
/// name.</param>
/// <param name="Offset">Of its first byte.</param>
internal readonly record struct StoredPicture(FileStream File, long Offset, int Length)
{
    /// <summary>Where pictures stand in a file.</summary>
    /// <param name="content">Of the file.</param>
    /// <param name="pictures">In their order.</param>
    /// <exception cref="DataSetException">They do not stand there as they are.</exception>
    public static StoredPicture[] Find(FileStream file, ReadOnlySpan<byte> content, ReadOnlySpan<byte[]> pictures)
    {
        var found = new StoredPicture[pictures.Length];
        var behind = 0;
        for (var i = 0; i < pictures.Length; i++)
        {
            // One behind the other where they are encoded plainly; in a dictionary the same picture stands once.
            var at = content[behind..].IndexOf(pictures[i]);
            at = at < 0 ? content.IndexOf(pictures[i]) : behind + at;
            if (at < 0)
            {
                throw new DataSetException($"{file.Name}: its pictures are packed once more; write the file without compression");
            }
            found[i] = new(file, at, pictures[i].Length);
            behind = at + pictures[i].Length;
        }
        return found;
    }

    /// <exception cref="DataSetException">The disk refuses, or the file became shorter.</exception>
    public byte[] Read()
    {
        var bytes = new byte[Length];
        try
        {
            for (var done = 0; done < bytes.Length; )
            {
                var read = RandomAccess.Read(File.SafeFileHandle, bytes.AsSpan(done), Offset + done);
                done += read > 0 ? read : throw new IOException("it became shorter while it was used");
            }
            return bytes;
        }
        catch (IOException e)
        {
            throw new DataSetException($"{File.Name}: {e.Message}", e);
        }
    }
}
