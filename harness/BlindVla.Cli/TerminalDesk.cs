using BlindVla.Control;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A desk on the console: one key an answer.</summary>
internal sealed class TerminalDesk(IAnswers answers, ConsoleWriter output) : IDesk
{
    private const int MaxTyped = 20;

    public async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine(question.Title);
        foreach (var line in question.Lines)
            output.WriteLine($"  {line}");
        output.WriteLine(string.Join("   ", question.Choices.Select(choice => $"[{Named(choice.Key)}] {choice.Label}")));
        var key = await answers.KeyAsync(
            string.Concat(question.Choices.Select(choice => choice.Key)),
            typed =>
                output.WriteLine($"{Named(typed)} is none of: {string.Join(", ", question.Choices.Select(choice => Named(choice.Key)))}"),
            cancellationToken
        );
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

    private static string Named(char key) => key == DeskChoice.Enter ? "enter" : $"{key}";

    private static string Named(string typed) => typed.Length == 0 ? Named(DeskChoice.Enter) : $"'{VisibleText.Line(typed, MaxTyped)}'";
}
