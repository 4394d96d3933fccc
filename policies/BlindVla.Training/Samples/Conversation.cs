using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Writes what a network is asked and what it is to answer as tokens, in the prompts of OpenVLA.</summary>
public sealed partial class Conversation(LlamaText text, OpenVlaConfig config)
{
    private readonly int _end = text.IdOf(WordPieces.End);
    private readonly ActionCodec _codec = new(config);

    /// <summary>A data set says the same few thousand things again and again.</summary>
    private readonly Dictionary<string, ImmutableArray<int>> _words = [];

    /// <summary>Questions about one picture, one behind the other; each answer is learned, and the end behind it.</summary>
    /// <param name="turns">Answers are words, or places such as <c>&lt;loc037&gt;&lt;loc091&gt;</c>.</param>
    public (ImmutableArray<int> Tokens, ImmutableArray<bool> IsLabel) Of(IEnumerable<(string Question, string Answer)> turns)
    {
        var (tokens, labels) = Begin();
        foreach (var (question, answer) in turns)
        {
            Add(Words($"In: {question}\nOut:"), isLabel: false);
            Add(Answer(answer).Append(_end), isLabel: true);
        }
        return (tokens.ToImmutable(), labels.ToImmutable());

        void Add(IEnumerable<int> ids, bool isLabel)
        {
            foreach (var id in ids)
            {
                tokens.Add(id);
                labels.Add(isLabel);
            }
        }
    }

    /// <summary>An instruction and the action that follows it.</summary>
    /// <param name="normalized">The action, each value from -1 to 1.</param>
    public (ImmutableArray<int> Tokens, ImmutableArray<bool> IsLabel) Of(string instruction, ReadOnlySpan<double> normalized)
    {
        var tokens = ActionPrompt.Encode(text, instruction, config.Prompt).ToBuilder();
        var prompt = tokens.Count;
        foreach (var value in normalized)
        {
            tokens.Add(_codec.Encode(value));
        }
        tokens.Add(_end);
        return (tokens.ToImmutable(), [.. Enumerable.Range(0, tokens.Count).Select(i => i >= prompt)]);
    }

    /// <summary>Ids of a text that begins a sequence's words, without the beginning.</summary>
    public ImmutableArray<int> Words(string words)
    {
        if (!_words.TryGetValue(words, out var ids))
        {
            _words[words] = ids = [.. text.Encode(words).Skip(1)];
        }
        return ids;
    }

    private IEnumerable<int> Answer(string answer) =>
        PlacesOnly().IsMatch(answer)
            ? OnePlace().Matches(answer).Select(place => text.IdOf(place.Value)).Prepend(text.EmptyToken)
            : Words(answer);

    private (ImmutableArray<int>.Builder, ImmutableArray<bool>.Builder) Begin()
    {
        var (tokens, labels) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<bool>());
        tokens.Add(text.Begin);
        labels.Add(false);
        return (tokens, labels);
    }

    [GeneratedRegex(@"^(<loc\d{3}>)+\z")]
    private static partial Regex PlacesOnly();

    [GeneratedRegex(@"<loc\d{3}>")]
    private static partial Regex OnePlace();
}
