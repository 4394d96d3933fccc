using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.TestKit;
using Google.Protobuf;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>What a right server says: asked of the fake one, so that it is always what the protocol is now.</summary>
/// <param name="Description">Of its world.</param>
/// <param name="Spec">The same, read.</param>
/// <param name="Episode">One that it can show.</param>
/// <param name="View">What was asked for: one small picture, and where things are.</param>
/// <param name="Reset">The answer to a reset.</param>
/// <param name="Step">The answer to a step.</param>
internal sealed record BridgeMessages(
    Proto.DescribeResponse Description,
    EnvironmentSpec Spec,
    EpisodeSpec Episode,
    ObservationRequest View,
    Proto.ConnectResponse Reset,
    Proto.ConnectResponse Step
)
{
    public static async Task<BridgeMessages> AskAsync()
    {
        await using var server = await FakeSimServer.StartAsync();
        using var connection = new BridgeConnection(BridgeAddress.Parse(server.Address), new(), TimeProvider.System);
        var description = await connection.DescribeAsync(CancellationToken.None);
        var spec = ProtoMapping.ToSpec(description);
        var episode = TestEpisodes.Create(spec);
        var view = new ObservationRequest([new(spec.Cameras[0].Name, 16, 12)], Privileged: true);
        var reader = new ResponseReader();
        using var call = connection.Connect(reader);
        var step = new Proto.StepRequest { Privileged = view.Privileged };
        ProtoMapping.SetAction(step, new float[spec.Action.Sum(part => part.Length)]);
        ProtoMapping.SetCameras(step.Cameras, view.Cameras);
        return new(
            description,
            spec,
            episode,
            view,
            await AnswerAsync(new() { Reset = ProtoMapping.ToReset(episode, view) }),
            await AnswerAsync(new() { Step = step })
        );

        async Task<Proto.ConnectResponse> AnswerAsync(Proto.ConnectRequest request)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.That(await call.ResponseStream.MoveNext(CancellationToken.None));
            var response = call.ResponseStream.Current.Clone();
            foreach (var (i, image) in ((response.Reset?.Observation ?? response.Step?.Observation)?.Images ?? []).Index())
            {
                image.Data = ByteString.CopyFrom(reader.Picture(i).Span);
            }
            return response;
        }
    }
}
