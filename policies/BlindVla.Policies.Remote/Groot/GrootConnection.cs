using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>What a GR00T server is asked during one episode.</summary>
internal sealed class GrootConnection : IRemoteConnection
{
    private readonly GrootProtocol _protocol;
    private readonly RemoteSettings _settings;
    private readonly ZmqQuestions _questions;

    public GrootConnection(GrootProtocol protocol, RemoteSettings settings)
    {
        (_protocol, _settings) = (protocol, settings);
        _questions = new(settings.Address, WireLimits.Default);
    }

    public ServerDeclaration Declared { get; private set; } = null!;

    /// <summary>Its modalities, which every version knows, and what our own says of itself when it is pinged.</summary>
    public async Task AskWhatItIsAsync(EmbodimentMapping mapping, CancellationToken cancellationToken)
    {
        var modalities = await CallAsync("get_modality_config", data: null, ArrayDialect.Npy, cancellationToken);
        if (Error(modalities) is { } refused && refused.StartsWith(GrootWords.Unauthorized, StringComparison.Ordinal))
        {
            throw RemoteFailure.Key(_settings);
        }
        if (modalities is not WireValue.Map declared)
            throw new WireException($"get_modality_config: expected a map, found {modalities.Kind}");
        var problems = Error(modalities) is null ? GrootModalities.Problems(declared, mapping) : [];
        var pong = await CallAsync("ping", data: null, ArrayDialect.Npy, cancellationToken);
        var known = ServerDeclaration.OfKnown(pong);
        Declared = known with { Problems = problems, Said = new([.. declared.Entries, .. known.Said.Entries]) };
    }

    /// <summary>A server that remembers nothing need not know the word.</summary>
    public async Task BeginAsync(string instruction, CancellationToken cancellationToken)
    {
        var data = new WireValue.Map(("options", new WireValue.Nothing()));
        var answer = await CallAsync("reset", data, ArrayDialect.Npy, cancellationToken);
        if (Error(answer) is { } error && !error.StartsWith(GrootWords.UnknownEndpoint, StringComparison.Ordinal))
            throw Failed(error);
    }

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        var data = GrootLayout.Question(request, _protocol.Layout);
        var (codec, isKnown) = _protocol.Codec;
        var answer = await CallAsync("get_action", data, codec, cancellationToken);
        if (!isKnown && Error(answer) is { } first)
        {
            // It may have read the arrays as maps.
            codec = ArrayDialect.MsgpackNumpy;
            answer = await CallAsync("get_action", data, codec, cancellationToken);
            if (Error(answer) is not null)
                throw Failed(first);
        }
        if (Error(answer) is { } error)
            throw Failed(error);
        if (!isKnown)
            _protocol.Settle(codec);
        return GrootLayout.ReadActions(answer);
    }

    public ValueTask DisposeAsync() => _questions.DisposeAsync();

    private async Task<WireValue> CallAsync(string endpoint, WireValue.Map? data, ArrayDialect codec, CancellationToken cancellationToken)
    {
        var request = new WireValue.Map([
            new("endpoint", new WireValue.Text(endpoint)),
            .. data is null ? ImmutableArray<KeyValuePair<string, WireValue>>.Empty : [new("data", data)],
            .. _settings.ApiKey is { } key
                ? [new("api_token", new WireValue.Text(key))]
                : ImmutableArray<KeyValuePair<string, WireValue>>.Empty,
        ]);
        var answer = await _questions.AskAsync(MessagePackArrays.Write(request, codec), cancellationToken);
        return answer.Span.SequenceEqual("ERROR"u8)
            ? throw Failed("it answers ERROR; its log says why")
            : MessagePackArrays.Decode(answer, WireLimits.Default);
    }

    private static string? Error(WireValue answer) =>
        answer is WireValue.Map map && map["error"] is { } error ? (error as WireValue.Text)?.Value ?? error.Kind : null;

    private PolicyException Failed(string reason) => RemoteFailure.Said(_settings.Address, reason);
}
