using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A call of gRPC.</summary>
internal sealed class RawGrpcCall(HttpContext context, byte[] body) : IRawCall
{
    private const int PrefixBytes = 5;

    public string Method => context.Request.Path.Value!.Split('/')[^1];

    /// <summary>The messages of the call, one after another.</summary>
    public IEnumerable<byte[]> Messages
    {
        get
        {
            for (var at = 0; at < body.Length; )
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
                yield return body[(at + PrefixBytes)..(at + PrefixBytes + length)];
                at += PrefixBytes + length;
            }
        }
    }

    /// <summary>Answers with actions of such bytes.</summary>
    public Task SendAsync(byte[] answer, CancellationToken cancellationToken) =>
        SendAsync(new Transport.Actions { Data = UnsafeByteOperations.UnsafeWrap(answer) }, cancellationToken);

    public async Task SendAsync(IMessage answer, CancellationToken cancellationToken)
    {
        var bytes = answer.ToByteArray();
        var prefix = new byte[PrefixBytes];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), bytes.Length);
        await context.Response.Body.WriteAsync(prefix, cancellationToken);
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    public void Fail(string status, string reason)
    {
        context.Response.AppendTrailer("grpc-status", status);
        context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(reason));
    }

    public void Abort() => context.Abort();
}
