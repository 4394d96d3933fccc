using BlindVla.Core;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// XPolicyLab's websocket from the server's side. A reset, the end of a trial, another trial and another instruction begin the next
/// episode; what fails is told, and the conversation goes on.
/// </summary>
internal sealed class XPolicyLabServing(ServedPolicy served) : ISocketProtocol
{
    public WebAnswer? Health(HttpRequest request) => request.Path == "/health" ? WebAnswer.Json("""{"status": "ok"}""") : null;

    public ISocketConversation Begin() => new Conversation(served);

    private sealed class Conversation(ServedPolicy served) : ISocketConversation
    {
        /// <summary>Before a message was understood.</summary>
        private XPolicyLabMessage _last = new(XPolicyLabMessage.Hello, "", new());

        private readonly ServedEpisode _episode = new(served);

        public byte[]? Greeting => null;

        public async ValueTask<SocketMessage?> AnswerAsync(SocketMessage message, CancellationToken cancellationToken)
        {
            var request = XPolicyLabMessage.Decode(message);
            var isOther = request.Trial != _last.Trial;
            _last = request;
            switch (request.Type)
            {
                case XPolicyLabMessage.Hello:
                    return Message(
                        request.Answer(
                            XPolicyLabMessage.HelloAck,
                            new([
                                new("ok", new WireValue.Flag(Value: true)),
                                new("server", new WireValue.Text("blindvla")),
                                .. served.Declared.ToMap().Entries,
                            ])
                        )
                    );
                case XPolicyLabMessage.PrepareCase:
                    return Message(request.Answer(XPolicyLabMessage.PrepareCaseAck, Ok()));
                case XPolicyLabMessage.Reset:
                    await _episode.EndAsync();
                    return Message(request.Answer(XPolicyLabMessage.ResetResult, Ok()));
                case XPolicyLabMessage.TrialEnd:
                    await _episode.EndAsync();
                    return Message(request.Answer(XPolicyLabMessage.TrialEndAck, Ok()));
                case XPolicyLabMessage.Heartbeat:
                    return Message(request.Answer(XPolicyLabMessage.HeartbeatAck, Ok()));
                case XPolicyLabMessage.Infer:
                    if (isOther)
                        await _episode.EndAsync();
                    return Message(await ActAsync(request, cancellationToken));
                case XPolicyLabMessage.Close:
                    // Whoever says so hangs up.
                    return null;
                default:
                    return Message(
                        request.Failure("unknown_message_type", $"unsupported request type: {WireException.Shown(request.Type)}")
                    );
            }
        }

        public SocketMessage Farewell(string reason) => Message(_last.Failure("invalid_frame", reason));

        public ValueTask DisposeAsync() => _episode.DisposeAsync();

        private async Task<XPolicyLabMessage> ActAsync(XPolicyLabMessage request, CancellationToken cancellationToken)
        {
            var began = served.Time.GetTimestamp();
            try
            {
                if (request.Payload["observation"] is not WireValue.Map observation)
                    return request.Failure("invalid_frame", "infer payload missing observation");
                var (seen, instruction) = served.Mapping.ReadRequest(NestedKeys.Flatten(observation), served.LooksAtState);
                var chunk = await _episode.PredictAsync(seen, instruction, cancellationToken);
                return request.Answer(
                    XPolicyLabMessage.InferResult,
                    new(
                        ("actions", XPolicyLabActions.Write(served.Mapping.Answer(chunk), chunk.Count)),
                        ("latency_ms", new WireValue.Real(served.Time.GetElapsedTime(began).TotalMilliseconds))
                    )
                );
            }
            catch (Exception e) when (e is WireException or PolicyException)
            {
                return request.Failure("infer_failed", e.Message);
            }
        }

        private static WireValue.Map Ok() => new(("ok", new WireValue.Flag(Value: true)));

        private SocketMessage Message(XPolicyLabMessage message) => new(IsText: false, message.Encode(served.Time.GetUtcNow()));
    }
}
