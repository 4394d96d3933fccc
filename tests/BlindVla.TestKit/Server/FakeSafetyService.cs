using Grpc.Core;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.TestKit;

/// <summary>blindvla.bridge.v1.SafetyService of a fake real-time workcell: a stop ends every session at its next request.</summary>
internal sealed class FakeSafetyService(FakeServerState state) : Proto.SafetyService.SafetyServiceBase
{
    public override Task<Proto.SafetyState> EmergencyStop(Proto.EmergencyStopRequest request, ServerCallContext context)
    {
        state.IsStopped = true;
        return GetState(new(), context);
    }

    public override Task<Proto.SafetyState> EndStop(Proto.EndStopRequest request, ServerCallContext context)
    {
        (state.IsStopped, state.IsBroken) = (false, false);
        return GetState(new(), context);
    }

    public override Task<Proto.SafetyState> GetState(Proto.GetStateRequest request, ServerCallContext context) =>
        Task.FromResult(
            new Proto.SafetyState { Stopped = state.IsStopped, Stop = state.IsStopped ? new() { Rule = "emergency_stop" } : null }
        );

    public override Task<Proto.BeatResponse> Beat(Proto.BeatRequest request, ServerCallContext context)
    {
        state.CountBeat();
        return Task.FromResult(new Proto.BeatResponse());
    }
}
