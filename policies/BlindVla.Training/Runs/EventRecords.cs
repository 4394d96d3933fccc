using System.Buffers.Binary;
using System.Numerics;

namespace BlindVla.Training;

/// <summary>
/// Records as TensorFlow's files have them (tensorflow/core/lib/io/record_writer.h): the length, a checksum of its eight bytes, the record,
/// a checksum of it.
/// </summary>
internal static class EventRecords
{
    private const int Header = sizeof(ulong) + sizeof(uint);

    public static byte[] Encode(ReadOnlySpan<byte> record)
    {
        var bytes = new byte[Header + record.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(ulong)), Checksum(bytes.AsSpan(0, sizeof(ulong))));
        record.CopyTo(bytes.AsSpan(Header));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Header + record.Length), Checksum(record));
        return bytes;
    }

    /// <summary>The records of a file, up to one that is damaged, or that a killed process did not write to its end.</summary>
    public static List<byte[]> Decode(ReadOnlySpan<byte> file)
    {
        var records = new List<byte[]>();
        while (file.Length >= Header + sizeof(uint))
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
            if (
                BinaryPrimitives.ReadUInt32LittleEndian(file[sizeof(ulong)..]) != Checksum(file[..sizeof(ulong)])
                || length > (ulong)(file.Length - Header - sizeof(uint))
            )
            {
                break;
            }
            var record = file.Slice(Header, (int)length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[(Header + record.Length)..]) != Checksum(record))
            {
                break;
            }
            records.Add(record.ToArray());
            file = file[(Header + record.Length + sizeof(uint))..];
        }
        return records;
    }

    /// <summary>CRC-32C, turned and moved, so that records in a record do not look like records
    /// (tensorflow/core/lib/hash/crc32c.h).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Crc32C(bytes), 15) + 0xA282EAD8;

    internal static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }
        return ~crc;
    }
}
