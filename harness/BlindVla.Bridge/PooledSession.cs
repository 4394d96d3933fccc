namespace BlindVla.Bridge;

/// <summary>A session and the process that serves it.</summary>
internal sealed class PooledSession(BridgeEnvironment environment, SharedProcess process) : IAsyncDisposable
{
    private bool _isOver;

    public BridgeEnvironment Environment => environment;

    public SharedProcess Process => process;

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }
        _isOver = true;
        await environment.DisposeAsync();
        await process.LeaveAsync();
    }
}
