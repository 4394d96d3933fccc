using System.Net.WebSockets;

namespace BlindVla.Policies.Remote;

/// <summary>The ways in which a server is gone, whatever it was spoken to through.</summary>
internal static class RemoteLoss
{
    /// <param name="cancelled">The caller's own: what it ends is no loss.</param>
    public static bool Is(Exception e, CancellationToken cancelled) =>
        e is WebSocketException or IOException or HttpRequestException
        || (e is OperationCanceledException && !cancelled.IsCancellationRequested);

    public static string Cause(Exception e) =>
        WireException.Shown(e is OperationCanceledException ? "no answer in time" : e.GetBaseException().Message);
}
