using System.Collections.Immutable;
using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>A desk on the console: one key an answer, and one that stops everything, also while an episode runs.</summary>
internal sealed class TerminalDesk(IAnswers answers, ConsoleWriter output, DeskStop stop) : IDesk
{
    private const int MaxTyped = 20;

    private IAnswers Answers => answers;

    private DeskStop Stop => stop;

    /// <exception cref="EnvironmentException">The stop was pressed.</exception>
    public async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine(question.Title);
        foreach (var line in question.Lines)
            output.WriteLine($"  {line}");
        output.WriteLine(
            string.Join("   ", question.Choices.Select(choice => $"[{Named(choice.Key)}] {choice.Label}").Append("[space] EMERGENCY STOP"))
        );
        var key = await answers.KeyAsync(
            string.Concat(question.Choices.Select(choice => choice.Key)),
            typed =>
                output.WriteLine($"{Named(typed)} is none of: {string.Join(", ", question.Choices.Select(choice => Named(choice.Key)))}"),
            cancellationToken
        );
        if (IAnswers.StopKeys.Contains(key))
        {
            output.WriteLine(await stop.PressAsync());
            stop.ThrowIfPressed();
        }
        if (question.Choices.Single(choice => choice.Key == key).Wants is not { } wanted)
            return new(key, "");
        while (true)
        {
            output.WriteLine($"{wanted}:");
            if (await answers.LineAsync(cancellationToken) is { Length: > 0 } text)
                return new(key, text);
        }
    }

    /// <summary>There is no picture on a terminal.</summary>
    public IEpisodeObserver? Watch() => null;

    /// <summary>Listens for the stop for as long as an attempt at an episode lasts.</summary>
    public IEpisodeObserver Listen() => new Listener(this);

    public void Say(string line) => output.WriteLine(line);

    private static string Named(char key) => key == DeskChoice.Enter ? "enter" : $"{key}";

    private static string Named(string typed) => typed.Length == 0 ? Named(DeskChoice.Enter) : $"'{VisibleText.Line(typed, MaxTyped)}'";

    private sealed class Listener : IEpisodeObserver
    {
        private readonly CancellationTokenSource _over = new();
        private readonly Task _listening;

        public Listener(TerminalDesk desk) => _listening = ListenAsync(desk);

        public ImmutableArray<CameraRequest> Cameras => [];

        public void OnReset(TimeStep first) { }

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) { }

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _listening;
            _over.Dispose();
        }

        private async Task ListenAsync(TerminalDesk desk)
        {
            try
            {
                await desk.Answers.StopPressedAsync(_over.Token);
                desk.Say(await desk.Stop.PressAsync());
            }
            catch (OperationCanceledException)
            {
                // The attempt is over.
            }
        }
    }
}
