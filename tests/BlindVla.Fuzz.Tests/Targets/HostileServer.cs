using System.Buffers;
using System.Buffers.Binary;
using BlindVla.Core;
using BlindVla.Fuzz.Tests.Mutation;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>
/// A server that says what it is told, byte for byte, below the level at which gRPC would still refuse to: frames of wrong length, wrong
/// statuses, connections that break. It describes itself rightly, and every answer ends with the id that was asked for.
/// </summary>
internal sealed class HostileServer : IDisposable
{
    private const int Header = 5;

    private readonly WebApplication _host;
    private readonly InputFolder _folder;
    private readonly byte[] _description;

    private HostileServer(WebApplication host, InputFolder folder, byte[] description)
    {
        (_host, _folder, _description) = (host, folder, description);
        host.MapPost("/{service}/Describe", context => SayAsync(context, [(byte)Framing.Right, .. _description]));
        host.MapPost("/{service}/Connect", ConnectAsync);
    }

    /// <summary>How an answer is wrapped: the first byte of an input, modulo their number.</summary>
    private enum Framing
    {
        Right,
        AlsoRight,
        LengthTooGreat,
        LengthTooSmall,
        LengthHuge,
        SaysCompressed,
        WrongId,
        NoStatus,
        StatusIsNoNumber,
        ServerError,
        NotGrpc,
        BrokenConnection,
    }

    public string Address => $"unix:{_folder["s"]}";

    /// <summary>To every request: its framing and the message.</summary>
    public byte[] Answer { get; set; } = [];

    public static HostileServer Start(Proto.DescribeResponse description)
    {
        var folder = new InputFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(folder["s"], options => options.Protocols = HttpProtocols.Http2)
        );
        var server = new HostileServer(builder.Build(), folder, description.ToByteArray());
        server._host.StartAsync().GetAwaiter().GetResult();
        return server;
    }

    /// <summary>A right input.</summary>
    public static byte[] Input(Proto.ConnectResponse answer) => [(byte)Framing.Right, .. answer.ToByteArray()];

    public void Dispose()
    {
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private async Task ConnectAsync(HttpContext context)
    {
        while (await ReadAsync(context) is { } request)
        {
            var answer = Answer;
            var framing = FramingOf(answer);
            if (framing != Framing.WrongId)
            {
                // A field that stands twice counts as it stands last.
                answer = [.. answer, .. new Proto.ConnectResponse { RequestId = request.RequestId }.ToByteArray()];
            }
            await SayAsync(context, answer);
            if (framing is not (Framing.Right or Framing.AlsoRight or Framing.WrongId))
            {
                return;
            }
        }
    }

    private static async Task<Proto.ConnectRequest?> ReadAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync();
            var bytes = read.Buffer;
            if (bytes.Length >= Header)
            {
                var length = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(1, sizeof(uint)).ToArray());
                if (bytes.Length >= Header + length)
                {
                    var request = Proto.ConnectRequest.Parser.ParseFrom(bytes.Slice(Header, length).ToArray());
                    context.Request.BodyReader.AdvanceTo(bytes.GetPosition(Header + length));
                    return request;
                }
            }
            if (read.IsCompleted)
            {
                return null;
            }
            context.Request.BodyReader.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    private static async Task SayAsync(HttpContext context, byte[] answer)
    {
        var framing = FramingOf(answer);
        var message = answer.Length == 0 ? [] : answer[1..];
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode =
                framing == Framing.ServerError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            context.Response.ContentType = framing == Framing.NotGrpc ? "text/html" : "application/grpc";
            if (framing != Framing.NoStatus)
            {
                context.Response.AppendTrailer("grpc-status", framing == Framing.StatusIsNoNumber ? "none" : "0");
            }
        }
        if (framing == Framing.BrokenConnection)
        {
            context.Abort();
            return;
        }
        var frame = new byte[Header + message.Length];
        frame[0] = framing == Framing.SaysCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(
            frame.AsSpan(1),
            framing switch
            {
                Framing.LengthTooGreat => (uint)message.Length + 1,
                Framing.LengthTooSmall => (uint)message.Length / 2,
                Framing.LengthHuge => uint.MaxValue,
                _ => (uint)message.Length,
            }
        );
        message.CopyTo(frame.AsSpan(Header));
        await context.Response.Body.WriteAsync(frame);
        await context.Response.Body.FlushAsync();
    }

    private static Framing FramingOf(byte[] answer) =>
        answer.Length == 0 ? Framing.Right : (Framing)(answer[0] % Enum.GetValues<Framing>().Length);

    /// <summary>Changes the message and keeps the framing, or the other way round.</summary>
    internal sealed class FramedMutator(IMutator inner) : IMutator
    {
        public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random) =>
            input.Length == 0 ? input
            : random.NextInt(4) == 0 ? [(byte)random.NextInt(256), .. input.AsSpan(1)]
            : [input[0], .. inner.Mutate(input[1..], [], random)];
    }
}
