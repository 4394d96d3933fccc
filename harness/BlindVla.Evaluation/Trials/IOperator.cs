using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// The person at a workcell whose scenes nobody else can set, or whose successes nobody else sees. Never told which policy acts: what
/// cannot be known cannot be favoured.
/// </summary>
public interface IOperator
{
    /// <summary>Says that nobody is within reach of what moves, which then goes to where episodes begin, so that the scene can be laid.
    /// Asked before the first motion and after a fault; the answer to <see cref="JudgeAsync"/> says it, too.</summary>
    ValueTask ClearAsync(CancellationToken cancellationToken);

    /// <summary>Lays the scene, and says when nobody's hand is in the way any more.</summary>
    /// <param name="again">Times that this trial has been asked for before.</param>
    /// <param name="look">For whoever wants to see the workcell as it is.</param>
    /// <returns>Why it cannot be laid, or that it stands; what cannot be laid is written as errored.</returns>
    ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, Look look, CancellationToken cancellationToken);

    /// <summary>Something broke that is no policy's fault, such as the camera or the bus: nothing moves before there is an
    /// answer.</summary>
    /// <returns>True where it is whole again, and the episode is run again from its beginning; false to end the run.</returns>
    ValueTask<bool> GoOnAsync(EpisodeSpec episode, string what, CancellationToken cancellationToken);

    /// <summary>Says how an episode ended that came to its end.</summary>
    /// <param name="result">What was measured of it.</param>
    ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken);
}
