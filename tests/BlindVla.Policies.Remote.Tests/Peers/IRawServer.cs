namespace BlindVla.Policies.Remote.Tests;

internal interface IRawServer : IAsyncDisposable
{
    Uri Address { get; }
}
