using System.Text;
using BlindVla.Core;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// openpi's websocket and its variants from the server's side: metadata first, then an answer to each request. A connection is an
/// episode; another instruction on it begins the next, and so does a reset or another name of an episode where the variant has such.
/// <c>GET /healthz</c> and <c>GET /health</c> say whether it is there.
/// </summary>
internal sealed class OpenPiServing(ServedPolicy served, OpenPiVariant variant) : ISocketProtocol
{
    public string? Announcement => variant.Announcement(served);

    public WebAnswer? Health(HttpRequest request) => request.Path.Value is "/healthz" or "/health" ? new("OK\n", "text/plain") : null;

    public ISocketConversation Begin() => new Conversation(served, variant);

    private sealed class Conversation(ServedPolicy served, OpenPiVariant variant) : ISocketConversation
    {
        private readonly ServedEpisode _episode = new(served);
        private double? _previousMilliseconds;
        private string? _session;

        public byte[] Greeting { get; } = MessagePackArrays.Encode(variant.Metadata(served), ArrayDialect.OpenPi);

        public async ValueTask<SocketMessage?> AnswerAsync(SocketMessage message, CancellationToken cancellationToken)
        {
            OpenPiQuestion? question = null;
            try
            {
                var began = served.Time.GetTimestamp();
                question = variant.Read(message.Unpack());
                var answer = question.Answer ?? await ActAsync(question, cancellationToken);
                if (question.IsReset)
                    await _episode.EndAsync();
                _previousMilliseconds = served.Time.GetElapsedTime(began).TotalMilliseconds;
                return answer;
            }
            catch (Exception e) when (e is WireException or PolicyException && variant.Failed(question, e.Message) is not null)
            {
                return Binary(variant.Failed(question, e.Message)!);
            }
        }

        /// <summary>As openpi's own server does: what went wrong as a text.</summary>
        public SocketMessage Farewell(string reason) => new(IsText: true, Encoding.UTF8.GetBytes(reason));

        public ValueTask DisposeAsync() => _episode.DisposeAsync();

        private async Task<SocketMessage> ActAsync(OpenPiQuestion question, CancellationToken cancellationToken)
        {
            var (seen, instruction) = served.Mapping.ReadRequest(question.Observation, served.LooksAtState);
            if (question.Session != _session)
                await _episode.EndAsync();
            _session = question.Session;
            var asked = served.Time.GetTimestamp();
            var chunk = await _episode.PredictAsync(seen, instruction, cancellationToken);
            var timing = new List<(string, WireValue)>
            {
                ("infer_ms", new WireValue.Real(served.Time.GetElapsedTime(asked).TotalMilliseconds)),
            };
            if (_previousMilliseconds is { } previous)
                timing.Add(("prev_total_ms", new WireValue.Real(previous)));
            return Binary(variant.Answer(question, served.Mapping, chunk, new(timing.ToArray())));
        }

        private static SocketMessage Binary(WireValue value) => new(IsText: false, MessagePackArrays.Write(value, ArrayDialect.OpenPi));
    }
}
