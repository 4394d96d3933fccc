using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A conversation with a server: one episode, one question at a time. Whoever disposes it ends the episode.</summary>
/// <remarks>
/// A method throws a <see cref="PolicyException"/> where the server says that it failed, a <see cref="WireException"/> where it says what
/// the protocol does not allow, and what <see cref="RemoteLoss"/> knows where the server is lost.
/// </remarks>
internal interface IRemoteConnection : IAsyncDisposable
{
    /// <summary>What the server said of itself.</summary>
    ServerDeclaration Declared { get; }

    /// <summary>Says that an episode begins, where the protocol has a word for it.</summary>
    Task BeginAsync(string instruction, CancellationToken cancellationToken);

    /// <param name="request">As the mapping says it.</param>
    /// <returns>The answer, as the mapping reads it.</returns>
    Task<WireValue> AskAsync(WireValue.Map request, CancellationToken cancellationToken);
}
