using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>What OpenVLA is asked.</summary>
public static class ActionPrompt
{
    public static string Of(string instruction) => $"In: What action should the robot take to {instruction.ToLowerInvariant()}?\nOut:";

    /// <summary>Ids of the question, ending in the lone space behind which actions were written in training.</summary>
    public static ImmutableArray<int> Encode(LlamaText text, string instruction)
    {
        var ids = text.Encode(Of(instruction));
        return ids[^1] == text.EmptyToken ? ids : ids.Add(text.EmptyToken);
    }
}
