namespace BlindVla.Core;

/// <summary>A vision-language model, or whatever answers in its place. Not thread-safe.</summary>
public interface IVisualQuestionAnswerer : IAsyncDisposable
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Its answer, in words.</summary>
    ValueTask<string> AnswerAsync(VisualQuestion question, CancellationToken cancellationToken);
}
