using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// What a teacher sees in every frame of a data set, computed once and kept in a file: a head, then float16 row by row. The file grows by
/// whole chunks; one that was interrupted goes on behind the last of them, to the same bytes, and is called <c>.unfinished</c> until it
/// is whole.
/// </summary>
/// <remarks>Rows are read where they are needed: what the system keeps of the file in memory is its own affair.</remarks>
internal sealed class TeacherFeatures : IDisposable
{
    /// <summary>Of one file.</summary>
    public const long MaxBytes = 256L << 30;

    private const string Unfinished = ".unfinished";
    private const int HeadBytes = 64;

    /// <summary>Frames that a teacher looks at together; libtorch's sums depend on it.</summary>
    private const int Chunk = 16;

    /// <summary>EWOULDBLOCK: another process has the file.</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private static ReadOnlySpan<byte> Magic => "BVTEACH1"u8;

    private readonly ITeacher _teacher;
    private readonly string _name;
    private readonly string _path;
    private readonly byte[] _head;
    private readonly Func<int, byte[]> _picture;
    private SafeFileHandle? _file;

    /// <param name="folder">Made where it is missing.</param>
    /// <param name="teacher">Not disposed of.</param>
    /// <param name="name">Of the data set, for people and for the file's name.</param>
    /// <param name="dataDigest">Of the data set and of how its pictures are made square.</param>
    /// <param name="frames">Of the data set.</param>
    /// <param name="stride">Every so many frames are looked at.</param>
    /// <param name="picture">A frame's square picture.</param>
    /// <exception cref="TrainingException">It would be too large.</exception>
    public TeacherFeatures(
        string folder,
        ITeacher teacher,
        string name,
        string dataDigest,
        int frames,
        int stride,
        Func<int, byte[]> picture
    )
    {
        (_teacher, _name, _picture, Stride) = (teacher, name, picture, stride);
        (Rows, Patches, Width) = ((frames + stride - 1) / stride, teacher.Edge * teacher.Edge, teacher.Width);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{teacher.Digest} {dataDigest} {frames} {stride}"));
        _head = new byte[HeadBytes];
        Magic.CopyTo(_head);
        key.CopyTo(_head, Magic.Length);
        foreach (var (i, value) in new[] { Rows, Patches, Width, Chunk }.Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(_head.AsSpan(Magic.Length + SHA256.HashSizeInBytes + (i * sizeof(int))), value);
        }
        _path = Path.Combine(folder, $"{teacher.Name}-{name}-{Convert.ToHexStringLower(key)[..12]}.features");
        if (Length > MaxBytes)
        {
            throw new TrainingException(
                $"what {teacher.Name} sees in the {Rows} frames of {name} takes {Length >> 30} GiB, expected at most {MaxBytes >> 30}; "
                    + "learn from fewer frames"
            );
        }
        Directory.CreateDirectory(folder);
    }

    /// <summary>Of so many frames of the data set the first is looked at.</summary>
    public int Stride { get; }

    /// <summary>Frames that were, or are to be, looked at.</summary>
    public int Rows { get; }

    public int Patches { get; }

    public int Width { get; }

    public string FilePath => _path;

    private long RowBytes => (long)Patches * Width * sizeof(short);

    private long Length => HeadBytes + (Rows * RowBytes);

    /// <summary>Looks at what has not been looked at yet.</summary>
    /// <returns>Whether all has been; not where it was cancelled.</returns>
    /// <exception cref="TrainingException">The disk is full, or the file is of something else; what was computed
    /// stays.</exception>
    public bool Complete(Action<FeatureProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(_path) && !Compute(progress, cancellationToken))
            {
                return false;
            }
            _file ??= Open();
            return true;
        }
        catch (IOException e)
        {
            throw new TrainingException(
                $"what {_teacher.Name} sees in {_name} is kept in {_path}: {e.Message} What was computed stays; the same "
                    + "command goes on"
            );
        }
    }

    /// <summary>What is seen in a frame: <see cref="Patches"/> rows of <see cref="Width"/> values.</summary>
    /// <param name="frame">Of the data set, one that was looked at.</param>
    public Half[] Read(int frame)
    {
        if (_file is null)
        {
            throw new InvalidOperationException($"{_path} is read before it is complete");
        }
        var row = new Half[Patches * Width];
        var bytes = MemoryMarshal.AsBytes(row.AsSpan());
        for (var done = 0; done < bytes.Length; )
        {
            var read = RandomAccess.Read(_file, bytes[done..], HeadBytes + (frame / Stride * RowBytes) + done);
            done +=
                read > 0
                    ? read
                    : throw new TrainingException($"{_path} became shorter while it was used; delete it, and run the command again");
        }
        return row;
    }

    public void Dispose() => _file?.Dispose();

    private bool Compute(Action<FeatureProgress> progress, CancellationToken cancellationToken)
    {
        var unfinished = _path + Unfinished;
        using var file = Lock(unfinished, progress, cancellationToken);
        if (file is null)
        {
            return !cancellationToken.IsCancellationRequested;
        }
        var row = Begin(file);
        RequireSpace(file);
        progress(new(_teacher.Name, _name, row, Rows));
        while (row < Rows)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
            var count = Math.Min(Chunk, Rows - row);
            file.Write(Look(row, count));
            // To the disk, in order: what the length counts is there.
            file.Flush(flushToDisk: true);
            row += count;
            progress(new(_teacher.Name, _name, row, Rows));
        }
        // Still locked: whoever waits finds it whole.
        File.Move(unfinished, _path);
        return true;
    }

    /// <summary>Waits while another process computes the same, telling how far it is.</summary>
    /// <returns>Null where that one finished it, or where it was cancelled.</returns>
    private FileStream? Lock(string unfinished, Action<FeatureProgress> progress, CancellationToken cancellationToken)
    {
        while (!File.Exists(_path) && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                var file = new FileStream(unfinished, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (!File.Exists(_path))
                {
                    return file;
                }
                // It was finished just before.
                File.Delete(unfinished);
                file.Dispose();
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
                var there = new FileInfo(unfinished) is { Exists: true } other ? Math.Max(0, other.Length - HeadBytes) : 0;
                progress(new(_teacher.Name, _name, (int)Math.Min(Rows, there / RowBytes), Rows));
                cancellationToken.WaitHandle.WaitOne(Poll);
            }
        }
        return null;
    }

    /// <summary>Goes to the end of the last whole chunk; a file of something else is begun anew.</summary>
    private int Begin(FileStream file)
    {
        var head = new byte[HeadBytes];
        var isMine = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes && head.AsSpan().SequenceEqual(_head);
        if (!isMine)
        {
            file.SetLength(0);
            file.Write(_head);
            return 0;
        }
        var whole = (int)Math.Min(Rows, (file.Length - HeadBytes) / RowBytes);
        var row = whole == Rows ? Rows : whole / Chunk * Chunk;
        file.SetLength(HeadBytes + (row * RowBytes));
        file.Position = file.Length;
        return row;
    }

    private void RequireSpace(FileStream file)
    {
        var (missing, free) = (Length - file.Length, new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(_path))!).AvailableFreeSpace);
        if (missing > free)
        {
            throw new TrainingException(
                $"what {_teacher.Name} sees in {_name} takes {missing >> 20} MiB more in {Path.GetDirectoryName(_path)}, "
                    + $"where {free >> 20} MiB are free; make room, or put the run on another disk"
            );
        }
    }

    private byte[] Look(int row, int count)
    {
        using var scope = NewDisposeScope();
        var features = _teacher.Features([.. Enumerable.Range(row, count).Select(i => _picture(i * Stride))]);
        return isfinite(features).all().item<bool>() && features.abs().max().item<float>() <= (float)Half.MaxValue
            ? features.to_type(ScalarType.Float16).bytes.ToArray()
            : throw new TrainingException(
                $"{_teacher.Name} sees something in frame {row * Stride} of {_name} or behind it that is no number in float16"
            );
    }

    private SafeFileHandle Open()
    {
        var file = File.OpenHandle(_path);
        var head = new byte[HeadBytes];
        if (RandomAccess.GetLength(file) != Length || RandomAccess.Read(file, head, 0) != HeadBytes || !head.AsSpan().SequenceEqual(_head))
        {
            file.Dispose();
            throw new TrainingException($"{_path} is damaged; delete it, and the same command computes it again");
        }
        return file;
    }
}
