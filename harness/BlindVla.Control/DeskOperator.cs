using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Control;

/// <summary>A person at a desk, as the runs of <see cref="Evaluation"/> know one.</summary>
/// <param name="name">As the ledger is to say who judged.</param>
/// <param name="laysScenes">Whether there is anything to lay.</param>
public sealed class DeskOperator(string name, bool laysScenes, IDesk desk) : IOperator
{
    private const char Refuse = 'x';
    private const char Success = 's';
    private const char Failure = 'f';
    private const char Redo = 'r';
    private const char Note = 'n';
    private const char TakeBack = 'u';
    private const char End = 'e';

    public async ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, CancellationToken cancellationToken)
    {
        var layout = laysScenes && episode.Scene is TabletopScene scene ? SceneLayout.Of(scene) : [];
        var answer = await desk.AskAsync(
            new(
                again == 0 ? episode.Id : $"{episode.Id}, run again ({again})",
                [.. layout, $"the policy is told: {episode.Instruction}"],
                [
                    new(DeskChoice.Enter, laysScenes ? "the scene stands, begin" : "begin"),
                    new(Refuse, laysScenes ? "it cannot be laid" : "leave it out", "why"),
                ]
            ),
            cancellationToken
        );
        return answer.Key == Refuse ? new(answer.Text) : Readiness.Ready;
    }

    public async ValueTask<bool> GoOnAsync(EpisodeSpec episode, string what, CancellationToken cancellationToken)
    {
        var answer = await desk.AskAsync(
            new(
                $"{episode.Id} broke off",
                [.. what.Split('\n'), "nothing moves by itself any more: look before you go on"],
                [new(DeskChoice.Enter, "it is whole again, run the episode again"), new(End, "end the run")]
            ),
            cancellationToken
        );
        return answer.Key == DeskChoice.Enter;
    }

    public async ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken)
    {
        while (true)
        {
            var judgement = await AskAsync(episode, result, cancellationToken);
            if (await StandsAsync(episode, judgement, cancellationToken))
            {
                return judgement;
            }
        }
    }

    private async ValueTask<Judgement> AskAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken)
    {
        var note = "";
        while (true)
        {
            string[] noted = note.Length == 0 ? [] : [$"note: {note}"];
            var answer = await desk.AskAsync(
                new(
                    episode.Id,
                    [
                        $"ended after {result.Steps} control steps",
                        $"the policy was told: {episode.Instruction}",
                        episode.SuccessRule == SuccessRule.AtEnd ? "judged is how it stands now" : "judged is whether it was ever done",
                        .. noted,
                    ],
                    [
                        new(Success, "success"),
                        new(Failure, "failure"),
                        new(Redo, "does not count, run it again", "why"),
                        new(Note, "note", "note"),
                    ]
                ),
                cancellationToken
            );
            switch (answer.Key)
            {
                case Success:
                    return new(true, name, note);
                case Failure:
                    return new(false, name, note);
                case Redo:
                    return new(null, name, answer.Text);
                default:
                    note = answer.Text;
                    break;
            }
        }
    }

    /// <summary>Says what was understood, before it is written for good: a wrong key is taken back here.</summary>
    private async ValueTask<bool> StandsAsync(EpisodeSpec episode, Judgement judgement, CancellationToken cancellationToken)
    {
        var word = judgement.Succeeded switch
        {
            true => "SUCCESS",
            false => "FAILURE",
            null => "it does not count and is run again",
        };
        var answer = await desk.AskAsync(
            new(
                $"{episode.Id}: {word}",
                judgement.Note.Length == 0 ? [] : [$"{(judgement.Succeeded is null ? "why" : "note")}: {judgement.Note}"],
                [new(DeskChoice.Enter, "that is right"), new(TakeBack, "take it back")]
            ),
            cancellationToken
        );
        return answer.Key == DeskChoice.Enter;
    }
}
