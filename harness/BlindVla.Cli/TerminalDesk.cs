using BlindVla.Control;

namespace BlindVla.Cli;

/// <summary>A desk on the console: one key an answer.</summary>
internal sealed class TerminalDesk(IAnswers answers, ConsoleWriter output) : IDesk
{
    public async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine(question.Title);
        foreach (var line in question.Lines)
            output.WriteLine($"  {line}");
        output.WriteLine(
            string.Join(
                "   ",
                question.Choices.Select(choice => $"[{(choice.Key == DeskChoice.Enter ? "enter" : choice.Key)}] {choice.Label}")
            )
        );
        var key = await answers.KeyAsync(string.Concat(question.Choices.Select(choice => choice.Key)), cancellationToken);
        if (question.Choices.Single(choice => choice.Key == key).Wants is not { } wanted)
            return new(key, "");
        while (true)
        {
            output.WriteLine($"{wanted}:");
            if (await answers.LineAsync(cancellationToken) is { Length: > 0 } text)
                return new(key, text);
        }
    }

    public void Say(string line) => output.WriteLine(line);
}
