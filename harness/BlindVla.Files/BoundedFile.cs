using System.Runtime.InteropServices;
using System.Text;

namespace BlindVla.Files;

/// <summary>
/// Opens a file that somebody named: a regular file of a bounded length, through whatever links lead to it. A pipe would wait for a writer
/// for ever, and a device need not end. Whatever is refused is an <see cref="IOException"/> that says what was expected and found, without
/// the path, so that the caller can say what the file is for.
/// </summary>
public static partial class BoundedFile
{
    // Linux: statx(2), inode(7).
    private const int AtWorkingDirectory = -100;
    private const uint TypeWanted = 1;
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <exception cref="IOException">It is missing, may not be read, is no regular file, or is longer than
    /// <paramref name="maxBytes"/>.</exception>
    public static FileStream Open(string path, long maxBytes)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new IOException("expected a path, found an empty one or one with a NUL in it");
        }
        RefuseIrregular(path);
        FileStream? file = null;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return file.Length <= maxBytes ? file : throw new IOException($"expected at most {maxBytes} bytes, found {file.Length}");
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw e switch
            {
                FileNotFoundException or DirectoryNotFoundException => new IOException("there is no such file", e),
                UnauthorizedAccessException => new IOException("this user may not read it", e),
                _ => e,
            };
        }
    }

    /// <inheritdoc cref="Open"/>
    public static byte[] ReadBytes(string path, int maxBytes)
    {
        using var file = Open(path, maxBytes);
        // As it is now: what is appended or cut off meanwhile is another file's content.
        var content = new byte[file.Length];
        var read = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return read == content.Length ? content : content[..read];
    }

    /// <summary>UTF-8 text; a byte order mark is left out.</summary>
    /// <exception cref="IOException">As <see cref="Open"/>, or it is not UTF-8.</exception>
    public static string ReadText(string path, int maxBytes)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(
                ReadBytes(path, maxBytes)
            );
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new IOException($"expected UTF-8 text, found an invalid byte at offset {e.Index}", e);
        }
    }

    /// <summary>Whether a path that is there leads to a regular file, not to a folder, a pipe, a socket or a device.</summary>
    public static bool IsRegular(string path) => Irregular(path) is null;

    private static void RefuseIrregular(string path)
    {
        if (Irregular(path) is { } kind)
        {
            throw new IOException($"expected a regular file, found {kind}");
        }
    }

    /// <summary>.NET tells no pipe from a file before it has opened it, which is when a pipe waits.</summary>
    /// <returns>What it is instead of a regular file; null where it is one, or cannot be looked at: opening it says why.</returns>
    private static string? Irregular(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (StatX(AtWorkingDirectory, path, 0, TypeWanted, status) != 0)
        {
            return null;
        }
        return (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) switch
        {
            RegularFile => null,
            0x4000 => "a folder",
            0x1000 => "a pipe",
            0xC000 => "a socket",
            _ => "a device",
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> status);
}
