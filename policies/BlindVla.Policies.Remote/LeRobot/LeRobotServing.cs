using System.Buffers.Binary;
using System.Threading.Channels;
using BlindVla.Core;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// LeRobot's asynchronous inference from the server's side, in the form without pickles. A connection has one place for an observation, in
/// which a newer one takes that of the last; nothing says of which episode it is, so that each is answered as the first of its own.
/// </summary>
internal sealed class LeRobotServing(ServedPolicy served) : IWebProtocol
{
    private const string Service = "/transport.AsyncInference/";
    private const string Waiting = "observation";

    /// <summary>A message of gRPC begins with whether it is compressed, and its length.</summary>
    private const int PrefixBytes = 5;

    private const int Ok = 0;
    private const int Unknown = 2;
    private const int Unimplemented = 12;

    /// <summary>For which an observation is waited, as LeRobot's own server does.</summary>
    private static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(2);

    public string Scheme => LeRobotProtocol.Scheme;

    public bool IsHttp2 => true;

    public WebAnswer? Health(HttpRequest request) => null;

    public Task AnswerAsync(HttpContext context) => served.ConverseAsync(() => ConverseAsync(context));

    private async Task ConverseAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, served.Abandoned);
        context.Response.ContentType = "application/grpc";
        context.Response.Headers[ServerDeclaration.Header] = served.Declared.ToHeader();
        try
        {
            var messages = Messages(
                await BoundedBody.ReadAsync(context.Request.Body, context.Request.ContentLength, WireLimits.Default, gone.Token)
            );
            if (await AnswerAsync(context, messages, gone.Token) is { } answer)
            {
                await WriteAsync(context.Response, answer, gone.Token);
                End(context.Response, Ok, "");
            }
            else
            {
                End(context.Response, Unimplemented, $"expected a call of {Service}, found {WireException.Shown(context.Request.Path)}");
            }
        }
        catch (Exception e) when (e is WireException or PolicyException or InvalidProtocolBufferException or BadHttpRequestException)
        {
            End(context.Response, Unknown, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client is gone, or everything is being abandoned.
            context.Abort();
        }
    }

    /// <returns>Null for a call that there is not.</returns>
    private async Task<IMessage?> AnswerAsync(HttpContext context, List<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        switch (context.Request.Path.Value)
        {
            case Service + "Ready":
                Place(context).Reader.TryRead(out _);
                return new Transport.Empty();
            case Service + "SendPolicyInstructions":
                // What it is told to load is let be, because there is a policy already.
                return new Transport.Empty();
            case Service + "SendObservations":
                await Place(context)
                    .Writer.WriteAsync(LeRobotPayload.Decode(Joined(messages), LeRobotPayload.Observation), cancellationToken);
                return new Transport.Empty();
            case Service + "GetActions":
                return await ActAsync(Place(context).Reader, cancellationToken);
            default:
                return null;
        }
    }

    private async Task<Transport.Actions> ActAsync(ChannelReader<LeRobotPayload> waiting, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(WaitTime, served.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        LeRobotPayload observation;
        try
        {
            observation = await waiting.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new();
        }
        var (seen, instruction) = served.Mapping.ReadRequest(LeRobotLayout.ReadObservation(observation), served.LooksAtState);
        await using var session = served.Begin(instruction);
        var actions = served.Mapping.Action.ToWire(await session.PredictAsync(seen, cancellationToken));
        return new() { Data = UnsafeByteOperations.UnsafeWrap(LeRobotLayout.Actions(actions, observation).Encode()) };
    }

    /// <summary>For the observation of a connection.</summary>
    private static Channel<LeRobotPayload> Place(HttpContext context)
    {
        var items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        lock (items)
        {
            if (!items.TryGetValue(Waiting, out var place))
            {
                place = Channel.CreateBounded<LeRobotPayload>(
                    new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
                );
                items[Waiting] = place;
            }
            return (Channel<LeRobotPayload>)place!;
        }
    }

    private static List<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> body)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        while (!body.IsEmpty)
        {
            var length = body.Length < PrefixBytes ? -1 : BinaryPrimitives.ReadInt32BigEndian(body.Span[1..]);
            if (length < 0 || length > body.Length - PrefixBytes || body.Span[0] != 0)
                throw new WireException("expected messages of gRPC that are not compressed, found something else");
            messages.Add(body.Slice(PrefixBytes, length));
            body = body[(PrefixBytes + length)..];
        }
        return messages;
    }

    /// <summary>The pieces of an observation.</summary>
    private static byte[] Joined(List<ReadOnlyMemory<byte>> messages)
    {
        using var joined = new MemoryStream();
        foreach (var message in messages)
            joined.Write(Transport.Observation.Parser.ParseFrom(message.Span).Data.Span);
        return joined.ToArray();
    }

    private static async Task WriteAsync(HttpResponse response, IMessage message, CancellationToken cancellationToken)
    {
        var bytes = new byte[PrefixBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - PrefixBytes);
        message.WriteTo(bytes.AsSpan(PrefixBytes));
        await response.Body.WriteAsync(bytes, cancellationToken);
    }

    private static void End(HttpResponse response, int status, string reason)
    {
        response.AppendTrailer("grpc-status", $"{status}");
        if (reason.Length > 0)
            response.AppendTrailer("grpc-message", Uri.EscapeDataString(reason));
    }
}
