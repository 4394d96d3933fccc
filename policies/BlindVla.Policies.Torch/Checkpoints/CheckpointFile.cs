using System.Text;
using BlindVla.Files;

namespace BlindVla.Policies.Torch;

/// <summary>A file of a checkpoint folder, through whatever symbolic links lead to it: Hugging Face's cache is made of them.</summary>
internal static class CheckpointFile
{
    private static readonly byte[] LfsPointer = Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/");

    /// <summary>Opens a file that is there, has something in it, and has been downloaded.</summary>
    /// <param name="longest">Bytes; a longer one is refused before anything is read.</param>
    /// <exception cref="CheckpointException">It is not; why is said.</exception>
    public static FileStream Open(string path, long longest = long.MaxValue)
    {
        FileStream? file = null;
        try
        {
            file = BoundedFile.Open(path, longest);
            Span<byte> beginning = stackalloc byte[LfsPointer.Length];
            var read = file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return read == 0 ? throw new CheckpointException($"{path} is empty")
                : beginning[..read].SequenceEqual(LfsPointer)
                    ? throw new CheckpointException(
                        $"{path} is a Git LFS pointer: the file itself was not downloaded; run 'git lfs pull' in that folder"
                    )
                : file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw e is IOException ? new CheckpointException(Why(path, e.Message), e) : e;
        }
    }

    /// <summary>All of it.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] Read(string path, int longest)
    {
        using var file = Open(path, longest);
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException e)
        {
            throw new CheckpointException(Why(path, e.Message), e);
        }
    }

    private static string Why(string path, string message) =>
        new FileInfo(path) is { LinkTarget: { } target }
        && !File.Exists(Path.GetFullPath(target, Path.GetDirectoryName(Path.GetFullPath(path))!))
            ? $"{path} is a symbolic link to {target}, where there is nothing; is the download complete?"
        : File.Exists(path) ? $"cannot read {path}: {message}"
        : $"there is no {Path.GetFileName(path)} in {Path.GetDirectoryName(path)}";
}
