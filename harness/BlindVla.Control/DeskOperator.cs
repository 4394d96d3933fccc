using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Imaging;

namespace BlindVla.Control;

/// <summary>A person at a desk, as the runs of <see cref="Evaluation"/> know one.</summary>
/// <param name="name">As the ledger is to say who judged.</param>
/// <param name="laysScenes">Whether there is anything to lay.</param>
/// <param name="stop">From which on nothing is asked any more.</param>
/// <param name="draw">How a scene should look; null where nobody draws it.</param>
/// <param name="moves">Whether something real moves, also between episodes.</param>
public sealed class DeskOperator(
    string name,
    bool laysScenes,
    IDesk desk,
    DeskStop stop,
    Func<EpisodeSpec, CancellationToken, ValueTask<Picture?>>? draw = null,
    bool moves = false
) : IOperator
{
    private const char Refuse = 'x';
    private const char Live = 'l';
    private const char Success = 's';
    private const char Failure = 'f';
    private const char Redo = 'r';
    private const char Note = 'n';
    private const char TakeBack = 'u';
    private const char End = 'e';
    private const string Goes = "then the arm goes back to where episodes begin: keep out of its reach";

    // Of the episode that is asked about.
    private Picture? _expected;

    public async ValueTask ClearAsync(CancellationToken cancellationToken) =>
        await AskAsync(
            new(
                "before the arm moves",
                ["it goes slowly to where episodes begin, from wherever it is, in a straight line of its joints"],
                [new(DeskChoice.Enter, "nobody and nothing is in its way, move")]
            ),
            cancellationToken
        );

    public async ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, Look look, CancellationToken cancellationToken)
    {
        var layout = laysScenes && episode.Scene is TabletopScene scene ? SceneLayout.Of(scene) : [];
        var question = new DeskQuestion(
            again == 0 ? episode.Id : $"{episode.Id}, run again ({again})",
            [.. layout, $"the policy is told: {episode.Instruction}"],
            [
                new(DeskChoice.Enter, laysScenes ? "the scene stands, begin" : "begin"),
                new(Refuse, laysScenes ? "it cannot be laid" : "leave it out", "why"),
            ]
        );
        _expected = laysScenes && draw is not null ? await draw(episode, cancellationToken) : null;
        // Where there is nothing to lay there is nothing to look at, and a desk without a picture shows none.
        var answer =
            laysScenes && desk.Watch() is { } live
                ? await AskLookingAsync(question, live, look, cancellationToken)
                : await AskAsync(question, cancellationToken);
        return answer.Key == Refuse ? new(answer.Text) : Readiness.Ready;
    }

    public async ValueTask<bool> GoOnAsync(EpisodeSpec episode, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await AskAsync(
                new(
                    $"{episode.Id} broke off",
                    [.. what.Split('\n'), "nothing moves by itself any more: look before you go on"],
                    [new(DeskChoice.Enter, "it is whole again, run the episode again"), new(End, "end the run")]
                ),
                cancellationToken
            );
            if (answer.Key != DeskChoice.Enter)
            {
                return false;
            }
            if (await stop.EndWorkcellsAsync(cancellationToken) is not { } reason)
            {
                return true;
            }
            what = $"the workcell is still stopped: {reason}";
        }
    }

    public async ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken)
    {
        while (true)
        {
            var judgement = await AskHowAsync(episode, result, cancellationToken);
            if (await StandsAsync(episode, judgement, cancellationToken))
            {
                return judgement;
            }
        }
    }

    /// <summary>Asks, and shows the workcell as it is now once somebody wants to see it: that moves the arm to its start.</summary>
    private async ValueTask<DeskAnswer> AskLookingAsync(
        DeskQuestion question,
        IEpisodeObserver live,
        Look look,
        CancellationToken cancellationToken
    )
    {
        await using var watching = live;
        var offered = question with
        {
            Choices = question.Choices.Add(new(Live, "show it as it is now: THE ARM MOVES to its start and holds")),
        };
        var answer = await AskAsync(offered, cancellationToken);
        if (answer.Key != Live)
        {
            return answer;
        }
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = look(live, enough.Token);
        try
        {
            var asked = AskAsync(question, enough.Token).AsTask();
            // A workcell that breaks while somebody looks has nothing to wait for.
            await Task.WhenAny(asked, looking);
            return looking.IsFaulted ? default : await asked;
        }
        finally
        {
            await enough.CancelAsync();
            await looking;
        }
    }

    private async ValueTask<Judgement> AskHowAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken)
    {
        var note = "";
        while (true)
        {
            string[] noted = note.Length == 0 ? [] : [$"note: {note}"];
            var answer = await AskAsync(
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
        var answer = await AskAsync(
            new(
                $"{episode.Id}: {word}",
                [
                    .. judgement.Note.Length == 0 ? [] : new[] { $"{(judgement.Succeeded is null ? "why" : "note")}: {judgement.Note}" },
                    .. moves ? [Goes] : Array.Empty<string>(),
                ],
                [new(DeskChoice.Enter, "that is right"), new(TakeBack, "take it back")]
            ),
            cancellationToken
        );
        return answer.Key == DeskChoice.Enter;
    }

    /// <exception cref="EnvironmentException">The stop was pressed.</exception>
    private async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        stop.ThrowIfPressed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Pressed);
        try
        {
            return await desk.AskAsync(question with { Expected = _expected }, either.Token);
        }
        catch (OperationCanceledException) when (stop.Pressed.IsCancellationRequested)
        {
            stop.ThrowIfPressed();
            throw;
        }
    }
}
