using BlindVla.Evaluation;

namespace BlindVla.Control;

/// <summary>Where a person can be asked.</summary>
public interface IDesk
{
    /// <summary>Asks, and waits for as long as it takes.</summary>
    /// <exception cref="OperationCanceledException">Somebody stopped the run.</exception>
    ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken);

    /// <summary>Shows what one attempt at an episode looks like; null where it cannot.</summary>
    IEpisodeObserver? Watch();

    /// <summary>Something that needs no answer.</summary>
    void Say(string line);
}
