using System.Buffers;

namespace BlindVla.Policies.Remote;

/// <summary>The body of a request or an answer by HTTP, of a bounded length.</summary>
internal static class BoundedBody
{
    private const int PartBytes = 4096;
    private const int MostFirstBytes = 1 << 20;

    /// <param name="length">That is said of it; null where nothing is.</param>
    /// <exception cref="WireException">It is longer than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream,
        long? length,
        WireLimits limits,
        CancellationToken cancellationToken
    )
    {
        // What is said need not come.
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(length ?? 0, 0, MostFirstBytes) + PartBytes);
        while (await stream.ReadAsync(buffer.GetMemory(PartBytes), cancellationToken) is > 0 and var count)
        {
            buffer.Advance(count);
            limits.CheckLength(buffer.WrittenCount);
        }
        return buffer.WrittenMemory;
    }
}
