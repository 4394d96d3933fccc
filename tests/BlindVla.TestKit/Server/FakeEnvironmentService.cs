using BlindVla.Core;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.TestKit;

/// <summary>blindvla.bridge.v1.EnvironmentService over fake worlds.</summary>
internal sealed class FakeEnvironmentService(FakeServerSettings settings, FakeServerState state)
    : Proto.EnvironmentService.EnvironmentServiceBase
{
    public override Task<Proto.DescribeResponse> Describe(Proto.DescribeRequest request, ServerCallContext context)
    {
        CheckToken(context);
        return Task.FromResult(FakeProtoMapping.ToProto(FakeSession.Describe(settings.World), settings.MaxSessions));
    }

    public override async Task Connect(
        IAsyncStreamReader<Proto.ConnectRequest> requestStream,
        IServerStreamWriter<Proto.ConnectResponse> responseStream,
        ServerCallContext context
    )
    {
        CheckToken(context);
        if (!state.TryEnter(settings.MaxSessions))
        {
            throw new RpcException(
                new Status(
                    StatusCode.ResourceExhausted,
                    $"all {settings.MaxSessions} sessions are taken; try again later or start another server"
                )
            );
        }
        try
        {
            var session = new FakeSession(settings.World);
            while (await requestStream.MoveNext())
            {
                var response = await AnswerAsync(session, requestStream.Current, context);
                await responseStream.WriteAsync(response);
            }
        }
        finally
        {
            state.Leave();
        }
    }

    private async Task<Proto.ConnectResponse> AnswerAsync(FakeSession session, Proto.ConnectRequest request, ServerCallContext context)
    {
        var drawn = session.PicturesDrawn;
        var response = new Proto.ConnectResponse { RequestId = request.RequestId };
        if (state.IsStopped)
        {
            throw Stopped();
        }
        try
        {
            switch (request.PayloadCase)
            {
                case Proto.ConnectRequest.PayloadOneofCase.Reset:
                    var first = FakeProtoMapping.ToView(request.Reset.Cameras, request.Reset.Privileged);
                    var scene = FakeProtoMapping.ToScene(request.Reset.Scene);
                    state.LastScene = scene;
                    session.Reset(scene, first);
                    response.Reset = new()
                    {
                        Observation = FakeProtoMapping.ToProto(session, first),
                        Progress = FakeProtoMapping.ToProto(session.Progress()),
                    };
                    break;
                case Proto.ConnectRequest.PayloadOneofCase.Step:
                    var view = FakeProtoMapping.ToView(request.Step.Cameras, request.Step.Privileged);
                    state.LastObservedAt = request.Step.HasObservationTimeSeconds ? request.Step.ObservationTimeSeconds : null;
                    var terminated = session.Step([.. request.Step.Action], view);
                    response.Step = new()
                    {
                        Observation = FakeProtoMapping.ToProto(session, view),
                        Progress = FakeProtoMapping.ToProto(session.Progress()),
                        Terminated = terminated,
                        AppliedAction = { session.World.AppliedAction.ToArray() },
                        Timing = new(),
                    };
                    if (session.Held is { } rule)
                    {
                        response.Step.Safety = new() { Rule = rule, Message = "as it was told to" };
                    }
                    if (state.CountStep() is var step && step >= settings.FaultAtStep && step < settings.FaultAtStep + settings.FaultTimes)
                    {
                        await MisbehaveAsync(response, context);
                    }
                    break;
                default:
                    throw new FakeRefusal(EnvironmentFault.InvalidArgument, "payload", "expected reset or step, found neither");
            }
        }
        catch (FakeRefusal refusal)
        {
            response.Error = FakeProtoMapping.ToProto(refusal);
        }
        state.AddPictures(session.PicturesDrawn - drawn);
        return response;
    }

    private async Task MisbehaveAsync(Proto.ConnectResponse response, ServerCallContext context)
    {
        switch (settings.Fault)
        {
            case FakeServerFault.Breakdown:
                (state.IsStopped, state.IsBroken) = (true, true);
                throw Stopped();
            case FakeServerFault.DropConnection:
                context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                break;
            case FakeServerFault.Stall:
                state.Stalled.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(context.CancellationToken);
                break;
            case FakeServerFault.WrongRequestId:
                response.RequestId += 1000;
                break;
            case FakeServerFault.WrongAnswer:
                response.Reset = new() { Observation = response.Step.Observation, Progress = response.Step.Progress };
                break;
            case FakeServerFault.WrongPictureSize:
                foreach (var image in response.Step.Observation.Images)
                {
                    image.Data = ByteString.CopyFrom(image.Data.Span[1..]);
                }
                break;
            case FakeServerFault.Oversized:
                response.Step.Observation.Images.Add(
                    new Proto.Image { Data = UnsafeByteOperations.UnsafeWrap(new byte[FakeSimServer.MaxMessageBytes]) }
                );
                break;
            case FakeServerFault.NotANumber:
                response.Step.Observation.State[3] = float.NaN;
                break;
            case FakeServerFault.ClockStandsStill:
                response.Step.Observation.TimeSeconds -= FakeWorld.ControlPeriodSeconds;
                break;
            case FakeServerFault.NoAppliedAction:
                response.Step.AppliedAction.Clear();
                break;
            case FakeServerFault.HostileText:
                throw new FakeRefusal(
                    EnvironmentFault.InvalidArgument,
                    "action",
                    "\u001b]0;gotcha\u0007\n" + new string('x', 5 * 1024 * 1024)
                );
            case FakeServerFault.EngineFailure:
                throw new RpcException(new Status(StatusCode.Internal, "physics: Nan, Inf or huge value in QACC at DOF 0"));
            case FakeServerFault.EmergencyStop:
                throw new RpcException(new Status(StatusCode.Aborted, "the emergency stop was pressed"));
            case FakeServerFault.Watchdog:
                await Console.Error.WriteLineAsync("watchdog: glReadPixels did not return within 10 s");
                Environment.Exit(124);
                break;
        }
    }

    private RpcException Stopped() =>
        new(
            state.IsBroken
                ? new Status(StatusCode.Unavailable, "broken: camera_lost: the arm holds where it was stopped")
                : new Status(StatusCode.Aborted, "emergency_stop: the arm holds where it was stopped")
        );

    private void CheckToken(ServerCallContext context)
    {
        if (settings.Token is { } token && context.RequestHeaders.GetValue("authorization") != $"Bearer {token}")
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "wrong or missing token"));
        }
    }
}
