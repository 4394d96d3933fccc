using System.Text;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// openpi's websocket from the server's side: metadata first, then an answer to each request. A connection is an episode, and another
/// instruction on it begins the next. <c>GET /healthz</c> says whether it is there.
/// </summary>
internal sealed class OpenPiServing(ServedPolicy served) : ISocketProtocol
{
    public WebAnswer? Health(HttpRequest request) => request.Path == "/healthz" ? new("OK\n", "text/plain") : null;

    public ISocketConversation Begin() => new Conversation(served);

    private sealed class Conversation(ServedPolicy served) : ISocketConversation
    {
        private readonly ServedEpisode _episode = new(served);
        private double? _previousMilliseconds;

        public byte[] Greeting { get; } = MessagePackArrays.Encode(served.Declared.ToMap(), ArrayDialect.OpenPi);

        public async ValueTask<byte[]?> AnswerAsync(SocketMessage message, CancellationToken cancellationToken)
        {
            var began = served.Time.GetTimestamp();
            if (message.IsText)
                throw new WireException("expected a binary frame of MessagePack, found a text frame");
            var (seen, instruction) = served.Mapping.ReadRequest(MessagePackArrays.Decode(message.Content, WireLimits.Default));
            var asked = served.Time.GetTimestamp();
            var chunk = await _episode.PredictAsync(seen, instruction, cancellationToken);
            var timing = new List<(string, WireValue)>
            {
                ("infer_ms", new WireValue.Real(served.Time.GetElapsedTime(asked).TotalMilliseconds)),
            };
            if (_previousMilliseconds is { } previous)
                timing.Add(("prev_total_ms", new WireValue.Real(previous)));
            var answer = served.Mapping.Answer(chunk, ("server_timing", new WireValue.Map(timing.ToArray())));
            var encoded = MessagePackArrays.Encode(answer, ArrayDialect.OpenPi);
            _previousMilliseconds = served.Time.GetElapsedTime(began).TotalMilliseconds;
            return encoded;
        }

        /// <summary>As openpi's own server does: what went wrong as a text.</summary>
        public SocketMessage Farewell(string reason) => new(IsText: true, Encoding.UTF8.GetBytes(reason));

        public ValueTask DisposeAsync() => _episode.DisposeAsync();
    }
}
