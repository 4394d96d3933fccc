using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>openpi's websocket: the server's metadata come first, then an answer to each request.</summary>
/// <param name="variant">Null until the server was asked.</param>
internal sealed class OpenPiProtocol(OpenPiVariant? variant) : IRemoteProtocol
{
    public const string Kind = "openpi";

    /// <summary>An openpi server says its metadata at once; after such a silence it is busy, or none.</summary>
    private static readonly TimeSpan OddSilence = TimeSpan.FromSeconds(3);

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.Http;

    public OpenPiVariant? Variant => variant;

    /// <summary>Asks a server which variant it speaks.</summary>
    public async Task<string> AskVariantAsync(RemoteSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = (OpenPiConnection)await RemoteOpening.OpenAsync(this, settings, time, cancellationToken);
        return OpenPiVariant.NameOf(connection.Said);
    }

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var spoken = variant ?? new();
        var place = settings.Address.AbsolutePath == "/" ? new Uri(settings.Address, spoken.Path) : settings.Address;
        var socket = await SocketDialing.DialAsync(settings with { Address = place }, Kind, cancellationToken);
        try
        {
            var first = await FirstAsync(socket, settings, cancellationToken);
            if (first.IsText)
                throw OpenPiConnection.Failed(settings.Address, first);
            var said = Metadata(first.Content);
            return new OpenPiConnection(
                socket,
                settings.Address,
                spoken,
                said,
                Declaration(spoken, said, first.Content, socket.Announcement) with
                {
                    Problems = [.. spoken.Problems(said, settings.Mapping)],
                }
            );
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="WireException">It waits for another protocol's first word.</exception>
    private static async Task<SocketMessage> FirstAsync(MessageSocket socket, RemoteSettings settings, CancellationToken cancellationToken)
    {
        var first = socket.ReceiveAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(first, Task.Delay(OddSilence, TimeProvider.System, cancellationToken)) == first)
            return await first;
        foreach (IRemoteProtocol other in (IRemoteProtocol[])[new VlaEvalProtocol(), new XPolicyLabProtocol()])
        {
            if (await AnswersAsync(other, settings, cancellationToken))
                throw new WireException($"it says nothing before it is asked, and answers as {other.Name}'s servers do");
        }
        return await first;
    }

    private static async Task<bool> AnswersAsync(IRemoteProtocol other, RemoteSettings settings, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(OddSilence, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await using var connection = await other.ConnectAsync(settings, either.Token);
            return true;
        }
        catch (Exception e) when (e is WireException or PolicyException || RemoteLoss.Is(e, cancellationToken))
        {
            return false;
        }
    }

    private static ServerDeclaration Declaration(
        OpenPiVariant variant,
        WireValue.Map said,
        ReadOnlyMemory<byte> bytes,
        string? announcement
    )
    {
        var declared = ServerDeclaration.Of(said, bytes.Span, announcement);
        return declared with { Checkpoint = declared.Checkpoint ?? variant.Checkpoint(said) };
    }

    private static WireValue.Map Metadata(ReadOnlyMemory<byte> metadata)
    {
        try
        {
            return MessagePackArrays.Decode(metadata, WireLimits.Default) is var said && said is WireValue.Map map
                ? map
                : throw new WireException($"expected a map, found {said.Kind}");
        }
        catch (WireException e)
        {
            throw new WireException($"its metadata: {e.Message}", e);
        }
    }
}
