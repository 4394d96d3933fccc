using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// One safetensors file, mapped into memory: what is not read is not loaded, and what is read is copied once. Nothing outside the file can
/// be reached and nothing is allocated by what a damaged or hostile header says: format as in github.com/huggingface/safetensors, README
/// "Format".
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const string Metadata = "__metadata__";

    /// <summary>The format's own limit.</summary>
    private const long MaxHeaderBytes = 100_000_000;

    /// <summary>libtorch's.</summary>
    private const int MaxDimensions = 64;

    private static readonly ImmutableDictionary<string, (ScalarType Type, int Bytes)> Types = new Dictionary<string, (ScalarType, int)>
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    }.ToImmutableDictionary();

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataBegin;

    private SafetensorsFile(
        string path,
        MemoryMappedFile file,
        MemoryMappedViewAccessor view,
        long dataBegin,
        ImmutableSortedDictionary<string, TensorEntry> tensors
    ) => (Path, _file, _view, _dataBegin, Tensors) = (path, file, view, dataBegin, tensors);

    public string Path { get; }

    public ImmutableSortedDictionary<string, TensorEntry> Tensors { get; }

    /// <exception cref="CheckpointException">There is no such file, or it is not a complete, sound safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            var stream = CheckpointFile.Open(path);
            var length = stream.Length;
            file = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: false
            );
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            var header = HeaderLength(length >= sizeof(ulong) ? view.ReadUInt64(0) : 0, length, path);
            var json = new byte[header];
            view.ReadArray(sizeof(ulong), json, 0, json.Length);
            var dataBegin = sizeof(ulong) + header;
            return new(path, file, view, dataBegin, ReadHeader(path, json, length - dataBegin));
        }
        catch (Exception e)
        {
            view?.Dispose();
            file?.Dispose();
            throw e is IOException or UnauthorizedAccessException ? new CheckpointException($"cannot read {path}: {e.Message}", e) : e;
        }
    }

    /// <summary>What a file that begins with these bytes holds.</summary>
    /// <param name="length">Of the whole file, bytes.</param>
    /// <param name="path">What it is called in messages.</param>
    /// <exception cref="CheckpointException">It is not a complete, sound safetensors file.</exception>
    public static ImmutableSortedDictionary<string, TensorEntry> Parse(ReadOnlySpan<byte> beginning, long length, string path)
    {
        var header = (int)HeaderLength(
            beginning.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(beginning) : 0,
            Math.Min(length, beginning.Length),
            path
        );
        return ReadHeader(path, beginning.Slice(sizeof(ulong), header).ToArray(), length - sizeof(ulong) - header);
    }

    /// <summary>A copy of the tensor in ordinary memory, in the type it has in the file.</summary>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        var entry = Tensors.TryGetValue(name, out var found) ? found : throw new CheckpointException($"{Path} has no tensor '{name}'");
        using var scope = NewDisposeScope();
        var tensor = empty([.. entry.Shape], entry.Type);
        var flat = tensor.flatten();
        // A span holds at most 2 GiB.
        const long Chunk = 1L << 30;
        var size = flat.numel() == 0 ? 1 : entry.Length / flat.numel();
        for (long done = 0; done < flat.numel(); done += Chunk / size)
        {
            var part = flat.narrow(0, done, Math.Min(Chunk / size, flat.numel() - done));
            var bytes = part.bytes;
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_dataBegin + entry.Begin + (done * size)), bytes);
        }
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Writes tensors: the same ones give the same bytes. The file appears whole or not at all.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        // Wide elements first, so that each is aligned to its size; by name within a width.
        var ordered = tensors
            .Select(t => (Name: t.Key, Tensor: t.Value, Type: Types.First(type => type.Value.Type == t.Value.dtype)))
            .OrderByDescending(t => t.Type.Value.Bytes)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long begin = 0;
            foreach (var (name, tensor, type) in ordered)
            {
                var end = begin + (tensor.numel() * type.Value.Bytes);
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Key);
                json.WriteStartArray("shape");
                foreach (var extent in tensor.shape)
                {
                    json.WriteNumberValue(extent);
                }
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                begin = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }
        var partial = path + ".partial";
        using (var file = File.Create(partial))
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)buffer.Length);
            file.Write(length);
            buffer.WriteTo(file);
            foreach (var (_, tensor, _) in ordered)
            {
                using var scope = NewDisposeScope();
                file.Write(tensor.detach().cpu().contiguous().bytes);
            }
        }
        File.Move(partial, path, overwrite: true);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static long HeaderLength(ulong announced, long length, string path) =>
        length < sizeof(ulong)
            ? throw new CheckpointException($"{path} has {length} bytes; a safetensors file begins with the 8 bytes of its header's length")
        : announced > (ulong)Math.Min(MaxHeaderBytes, length - sizeof(ulong))
            ? throw new CheckpointException(
                $"{path} announces a header of {announced} bytes, but the file has {length} bytes and a header at most "
                    + $"{MaxHeaderBytes}; is it truncated, or not a safetensors file?"
            )
        : (long)announced;

    private static ImmutableSortedDictionary<string, TensorEntry> ReadHeader(string path, byte[] json, long dataLength)
    {
        var tensors = ImmutableSortedDictionary.CreateBuilder<string, TensorEntry>(StringComparer.Ordinal);
        try
        {
            using var header = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (var property in header.RootElement.EnumerateObject().Where(property => property.Name != Metadata))
            {
                tensors.Add(property.Name, ReadEntry(path, property.Name, property.Value));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{path}: the header is not that of a safetensors file: {e.Message}", e);
        }

        // The format has neither gaps nor overlaps nor anything behind the last tensor.
        long end = 0;
        foreach (var (name, entry) in tensors.OrderBy(t => t.Value.Begin).ThenBy(t => t.Value.Length))
        {
            if (entry.Begin != end)
            {
                throw new CheckpointException(
                    $"{path}: tensor '{name}' begins at byte {entry.Begin} of the data, expected {end}: it "
                        + $"{(entry.Begin < end ? "overlaps the one before it" : "leaves a gap")}"
                );
            }
            end = entry.Begin + entry.Length;
        }
        return end == dataLength
            ? tensors.ToImmutable()
            : throw new CheckpointException(
                $"{path}: the header describes {end} bytes of data, the file has {dataLength}; "
                    + $"{(end > dataLength ? "it is truncated" : "something else follows")}"
            );
    }

    private static TensorEntry ReadEntry(string path, string name, JsonElement entry)
    {
        var dtype = entry.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(dtype, out var type))
        {
            throw new CheckpointException(
                $"{path}: tensor '{name}' has the type {dtype}, expected one of "
                    + $"{string.Join(", ", Types.Keys.Order(StringComparer.Ordinal))}"
            );
        }
        ImmutableArray<long> shape = [.. entry.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        // Wide enough for any product of two 64-bit numbers, and stopped before a third could overflow it.
        var bytes = shape.Aggregate((UInt128)type.Bytes, (product, extent) =>
            extent < 0 || product > long.MaxValue ? UInt128.MaxValue : product * (ulong)extent
        );
        return shape.Length <= MaxDimensions && offsets is [>= 0, var end] && end >= offsets[0] && bytes == (UInt128)(end - offsets[0])
            ? new(type.Type, shape, offsets[0], end - offsets[0])
            : throw new CheckpointException(
                $"{path}: tensor '{name}' of type {dtype} and shape [{string.Join(", ", shape.Take(MaxDimensions))}] does not "
                    + $"fill its data_offsets [{string.Join(", ", offsets.Take(3))}]"
            );
    }
}
