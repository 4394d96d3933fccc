using BlindVla.Core;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// vla-eval's websocket from the server's side. A connection has one episode after another; an observation outside one begins one. Its
/// clients execute one action of an answer, so that what a policy has decided in advance is handed out one by one.
/// </summary>
internal sealed class VlaEvalServing(ServedPolicy served) : ISocketProtocol
{
    public WebAnswer? Health(HttpRequest request) =>
        (request.Path.Value, request.Query.Count) switch
        {
            ("/health", _) => WebAnswer.Json("""{"status": "ok"}"""),
            ("/config", 0) => WebAnswer.Json("""{"applied": {}, "config": {}}"""),
            // How many observations make a batch is the policy's own setting.
            ("/config", _) => WebAnswer.Json("""{"errors": ["nothing can be set while the server runs"]}""") with
            {
                Status = StatusCodes.Status422UnprocessableEntity,
            },
            _ => null,
        };

    public ISocketConversation Begin() => new Conversation(served);

    private sealed class Conversation(ServedPolicy served) : ISocketConversation
    {
        private readonly ServedEpisode _episode = new(served);
        private readonly Queue<ReadOnlyMemory<float>> _decided = [];
        private string? _instruction;
        private long _seq;

        public byte[]? Greeting => null;

        public async ValueTask<SocketMessage?> AnswerAsync(SocketMessage message, CancellationToken cancellationToken)
        {
            var request = VlaEvalMessage.Decode(message);
            _seq = request.Seq;
            switch (request.Type)
            {
                case VlaEvalMessage.Hello:
                    return Message(new(VlaEvalMessage.Hello, Hello(), _seq));
                case VlaEvalMessage.EpisodeStart or VlaEvalMessage.EpisodeEnd:
                    await EndAsync();
                    return null;
                case VlaEvalMessage.Observation:
                    return Message(await ActAsync(request.Payload, cancellationToken));
                case VlaEvalMessage.Error:
                    // The client's trouble; its next episode begins anew.
                    await EndAsync();
                    return null;
                default:
                    throw new WireException($"expected a client's message, found '{request.Type}'");
            }
        }

        public SocketMessage Farewell(string reason) => Message(VlaEvalMessage.Failure(reason, _seq));

        public ValueTask DisposeAsync() => _episode.DisposeAsync();

        /// <summary>As vla-eval's own server: what fails is told, and the conversation goes on.</summary>
        private async Task<VlaEvalMessage> ActAsync(WireValue.Map observation, CancellationToken cancellationToken)
        {
            try
            {
                var (seen, instruction) = served.Mapping.ReadRequest(NestedKeys.Flatten(observation), served.LooksAtState);
                if (instruction != _instruction)
                    await EndAsync();
                _instruction = instruction;
                if (_decided.Count == 0)
                {
                    var chunk = await _episode.PredictAsync(seen, instruction, cancellationToken);
                    for (var i = 0; i < chunk.Count; i++)
                        _decided.Enqueue(chunk[i]);
                }
                var next = _decided.Dequeue();
                return new(VlaEvalMessage.Action, Flat(served.Mapping.Answer(new(next, next.Length))), _seq);
            }
            catch (Exception e) when (e is WireException or PolicyException)
            {
                return VlaEvalMessage.Failure($"observation_failed: {e.Message}", _seq);
            }
        }

        private ValueTask EndAsync()
        {
            _decided.Clear();
            _instruction = null;
            return _episode.EndAsync();
        }

        private WireValue.Map Hello() =>
            new([
                ("harness_version", new WireValue.Text("blindvla")),
                ("protocol_version", new WireValue.Integer(VlaEvalMessage.Version)),
                ("model_server", new WireValue.Text("blindvla")),
                ("capabilities", new WireValue.Map()),
                .. served.LooksAtState
                    ? [("observation_params", new WireValue.Map(("send_state", new WireValue.Flag(true))))]
                    : Array.Empty<(string, WireValue)>(),
                ("action_spec", VlaEvalSpecs.Action(served.Mapping.Action)),
                ("observation_spec", VlaEvalSpecs.Observation(served.Mapping, served.LooksAtState)),
                .. served.Declared.ToMap().Entries.Select(entry => (entry.Key, entry.Value)),
            ]);

        /// <summary>One action is a list of its values, not a list of one action.</summary>
        private static WireValue.Map Flat(WireValue.Map answer) =>
            new([
                .. answer.Entries.Select(entry =>
                    entry.Value is WireValue.Numbers { Value: { Shape: [1, var width] } array }
                        ? KeyValuePair.Create(entry.Key, (WireValue)new WireValue.Numbers(new(array.Type, [width], array.Data)))
                        : entry
                ),
            ]);

        private SocketMessage Message(VlaEvalMessage message) => new(IsText: false, message.Encode(VlaEvalClock.Now(served.Time)));
    }
}
