using Grpc.Core;

namespace BlindVla.Bridge;

/// <summary>
/// Tells a real-time workcell that this program lives, for as long as a session is open: between two steps a policy may think and a person
/// may judge for longer than a workcell waits for a client that died. A workcell that does not ask for it is left alone.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    /// <summary>From one beat to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(0.2);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _beating;

    public Heartbeat(BridgeConnection connection, TimeProvider time) => _beating = BeatAsync(connection, time);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        _end.Dispose();
    }

    private async Task BeatAsync(BridgeConnection connection, TimeProvider time)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await connection.BeatAsync(_end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException or ObjectDisposedException)
        {
            // It is over, or there is nobody who listens: what became of the session its own stream says.
        }
    }
}
