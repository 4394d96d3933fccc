using BlindVla.Core;
using Grpc.Core;

namespace BlindVla.Bridge;

/// <summary>The one place where a broken call becomes an <see cref="EnvironmentException"/>.</summary>
internal static class BridgeFaults
{
    /// <summary>Of what a server says about an error, in characters.</summary>
    public const int MaxTextLength = 4096;

    public static EnvironmentException FromCall(BridgeAddress address, Exception exception) =>
        exception is RpcException rpc
            ? FromStatus(address, rpc)
            : new(
                EnvironmentFault.Unavailable,
                $"The connection to the server at {address} broke: "
                    + $"{VisibleText.Line(exception.GetBaseException().Message, MaxTextLength)}",
                exception
            );

    private static EnvironmentException FromStatus(BridgeAddress address, RpcException exception)
    {
        var (fault, meaning) = exception.StatusCode switch
        {
            StatusCode.Unavailable => (EnvironmentFault.Unavailable, "cannot be reached"),
            StatusCode.Cancelled => (EnvironmentFault.Unavailable, "cut the session"),
            StatusCode.Aborted => (EnvironmentFault.EmergencyStop, "was stopped in an emergency"),
            StatusCode.DeadlineExceeded => (EnvironmentFault.DeadlineExceeded, "ran out of time"),
            StatusCode.ResourceExhausted => (EnvironmentFault.ResourceExhausted, "has reached a limit"),
            StatusCode.Unimplemented => (
                EnvironmentFault.Unimplemented,
                "does not speak blindvla.bridge.v1; its version and the harness's differ"
            ),
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => (
                EnvironmentFault.Unavailable,
                "refused the token; check the token file"
            ),
            // A refused request is answered inside the stream. Any other status that ends the call is a fault of the server.
            _ => (EnvironmentFault.Internal, "failed"),
        };
        // grpc-dotnet hides the reason a connection failed ("Connection refused") in the innermost exception.
        var reason = exception.Status.DebugException?.GetBaseException().Message;
        var detail =
            reason is null || exception.Status.Detail.Contains(reason, StringComparison.Ordinal)
                ? exception.Status.Detail
                : $"{exception.Status.Detail} {reason}";
        return new EnvironmentException(
            fault,
            $"The server at {address} {meaning} ({exception.StatusCode}): {VisibleText.Line(detail, MaxTextLength)}",
            exception
        );
    }

    public static EnvironmentException Closed(BridgeAddress address) =>
        new(EnvironmentFault.Unavailable, $"The server at {address} closed the session without an answer.");

    public static EnvironmentException TimedOut(BridgeAddress address, string request, TimeSpan timeout) =>
        new(
            EnvironmentFault.DeadlineExceeded,
            $"The server at {address} did not answer a {request} request within {timeout.TotalSeconds} s."
        );

    /// <summary>Nobody answers at the address now, and somebody may in a while.</summary>
    public static bool MayComeBack(EnvironmentException fault) =>
        fault.Fault is EnvironmentFault.Unavailable or EnvironmentFault.DeadlineExceeded
        && fault.InnerException is not RpcException { StatusCode: StatusCode.Unauthenticated or StatusCode.PermissionDenied };

    /// <summary>The server answered with something the protocol does not allow.</summary>
    public static EnvironmentException Violation(string what) =>
        new(EnvironmentFault.Internal, $"The server broke the protocol blindvla.bridge.v1: {what}.");
}
