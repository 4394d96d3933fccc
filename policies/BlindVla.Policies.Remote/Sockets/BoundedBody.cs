using System.Buffers;

namespace BlindVla.Policies.Remote;

/// <summary>The body of a request or an answer by HTTP, of a bounded length.</summary>
internal static class BoundedBody
{
    private const int PartBytes = 64 * 1024;

    /// <exception cref="WireException">It is longer than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, WireLimits limits, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(PartBytes);
        while (await stream.ReadAsync(buffer.GetMemory(PartBytes), cancellationToken) is > 0 and var count)
        {
            buffer.Advance(count);
            limits.CheckLength(buffer.WrittenCount);
        }
        return buffer.WrittenMemory;
    }
}
