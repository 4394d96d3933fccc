namespace BlindVla.Policies.Remote;

/// <summary>openpi's websocket: the server's metadata come first, then an answer to each request.</summary>
internal sealed class OpenPiProtocol : IRemoteProtocol
{
    public const string Kind = "openpi";

    public string Name => Kind;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var socket = await SocketDialing.DialAsync(settings, Kind, cancellationToken);
        try
        {
            var first = await socket.ReceiveAsync(cancellationToken);
            if (first.IsText)
                throw OpenPiConnection.Failed(settings.Address, first);
            return new OpenPiConnection(socket, settings.Address, Declaration(first.Content));
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    private static ServerDeclaration Declaration(ReadOnlyMemory<byte> metadata)
    {
        try
        {
            return MessagePackArrays.Decode(metadata, WireLimits.Default) is var said && said is WireValue.Map map
                ? ServerDeclaration.Of(map, metadata.Span)
                : throw new WireException($"expected a map, found {said.Kind}");
        }
        catch (WireException e)
        {
            throw new WireException($"its metadata: {e.Message}", e);
        }
    }
}
