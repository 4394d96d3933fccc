using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>What is asked of an OpenVLA server during one episode.</summary>
internal sealed class OpenVlaConnection : IRemoteConnection
{
    private readonly RemoteSettings _settings;
    private readonly string? _unnormKey;
    private readonly bool _isDoubleEncoded;
    private readonly HttpClient _client;

    public OpenVlaConnection(RemoteSettings settings, string? unnormKey, bool isDoubleEncoded)
    {
        (_settings, _unnormKey, _isDoubleEncoded) = (settings, unnormKey, isDoubleEncoded);
        // What is asked for by address is asked there: not through a proxy, and not where an answer sends it.
        _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (settings.ApiKey is { } key)
            _client.DefaultRequestHeaders.Authorization = new("Api-Key", key);
    }

    public ServerDeclaration Declared { get; private set; } = null!;

    /// <summary>OpenVLA's own server has no such page; AutoEval's says nothing of the weights there.</summary>
    public async Task AskHealthAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "health", content: null, cancellationToken);
        var said = answer.IsSuccessStatusCode
            ? JsonArrays.Decode(await ReadAsync(answer, cancellationToken), WireLimits.Default)
            : new WireValue.Nothing();
        // A server may as well tell the time there.
        Declared = ServerDeclaration.OfKnown(said);
    }

    /// <summary>A server that remembers nothing need not know the word.</summary>
    public async Task BeginAsync(string instruction, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "reset", new WireValue.Map(), cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
            await ReadAsync(answer, cancellationToken);
    }

    public async Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken)
    {
        if (_unnormKey is not null)
            request = new([.. request.Entries, new("unnorm_key", new WireValue.Text(_unnormKey))]);
        using var answer = await SendAsync(
            HttpMethod.Post,
            "act",
            _isDoubleEncoded ? JsonArrays.Enclose(request) : request,
            cancellationToken
        );
        var value = JsonArrays.Decode(await ReadAsync(answer, cancellationToken), WireLimits.Default);
        if (value is WireValue.Text { Value: "error" })
            throw RemoteFailure.Said(_settings.Address, "it answers \"error\"; its log says why");
        if (_isDoubleEncoded)
        {
            value = value is WireValue.Text text
                ? JsonArrays.Disclose(text)
                : throw new WireException($"expected a text with JSON in it (encoding=double), found {value.Kind}");
        }
        return Stacked(value);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Some servers answer several actions as a list of arrays.</summary>
    private static WireValue Stacked(WireValue value)
    {
        if (value is not WireValue.Sequence { Items: [WireValue.Numbers { Value: { Shape: [var width] } first }, ..] list })
            return value;
        var data = new byte[first.Data.Length * list.Length];
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] is not WireValue.Numbers { Value: var row } || row.Type != first.Type || !row.Shape.SequenceEqual(first.Shape))
                throw new WireException($"expected a list of arrays {first}, found {list[i].Kind} at [{i}]");
            row.Data.CopyTo(data.AsMemory(i * first.Data.Length));
        }
        return new WireValue.Numbers(new(first.Type, [list.Length, width], data));
    }

    /// <returns>An answer that is one, or says that the server has no such page.</returns>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        WireValue? content,
        CancellationToken cancellationToken
    )
    {
        var address = _settings.Address;
        var whole = new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;
        using var request = new HttpRequestMessage(method, whole);
        if (content is not null)
        {
            request.Content = new ReadOnlyMemoryContent(JsonArrays.Write(content));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        }
        var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                answer.Dispose();
                throw RemoteFailure.Key(_settings);
            // Whoever stands before the server, or the server before it is ready.
            case HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.TooManyRequests:
                answer.Dispose();
                throw new HttpRequestException($"it answers HTTP {(int)answer.StatusCode}");
            default:
                return answer;
        }
    }

    /// <exception cref="PolicyException">It says that it failed.</exception>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var content = await BoundedBody.ReadAsync(stream, answer.Content.Headers.ContentLength, WireLimits.Default, cancellationToken);
        return answer.IsSuccessStatusCode ? content : throw RemoteFailure.Said(_settings.Address, Reason(answer.StatusCode, content));
    }

    private static string Reason(HttpStatusCode status, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (JsonArrays.Decode(content, WireLimits.Default) is WireValue.Map map && map["detail"] is WireValue.Text detail)
                return detail.Value;
        }
        catch (WireException)
        {
            // Whatever it is: the number says enough.
        }
        return status == HttpStatusCode.UpgradeRequired
            ? $"HTTP {(int)status}: it wants a websocket, as servers of other protocols than {OpenVlaProtocol.Kind}'s do"
            : $"HTTP {(int)status}";
    }
}
