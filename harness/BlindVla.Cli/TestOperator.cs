using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Who attends to an emulated world: it lays the scenes itself, and says by its own predicate what succeeded where no person
/// does.</summary>
/// <param name="person">Who judges; null for the world's predicate.</param>
internal sealed class TestOperator(EmulatorProcess emulator, IOperator? person) : IOperator
{
    /// <summary>As the ledger says who judged.</summary>
    public const string Name = "emulator (test operator)";

    public ValueTask ClearAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<bool> GoOnAsync(EpisodeSpec episode, string what, CancellationToken cancellationToken) =>
        person?.GoOnAsync(episode, what, cancellationToken) ?? ValueTask.FromResult(false);

    public async ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, Look look, CancellationToken cancellationToken)
    {
        await emulator.LayAsync(episode.Scene, cancellationToken);
        return person is null ? Readiness.Ready : await person.PrepareAsync(episode, again, look, cancellationToken);
    }

    public async ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken) =>
        person is null
            ? new(await emulator.IsDoneAsync(cancellationToken), Name)
            : await person.JudgeAsync(episode, result, cancellationToken);
}
