namespace BlindVla.Policies.Remote;

/// <summary>openpi's websocket: the server's metadata come first, then an answer to each request.</summary>
/// <param name="variant">Null until the server was asked.</param>
internal sealed class OpenPiProtocol(OpenPiVariant? variant) : IRemoteProtocol
{
    public const string Kind = "openpi";

    public string Name => Kind;

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
            var first = await socket.ReceiveAsync(cancellationToken);
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
