using System.Collections.Immutable;

namespace BlindVla.Policies.Torch;

/// <summary>What OpenVLA is asked (openvla, vla-scripts/deploy.py and prismatic/models/backbones/llm/prompting).</summary>
public static class ActionPrompt
{
    private const string VicunaSystem =
        "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite "
        + "answers to the user's questions.";

    public static string Of(string instruction, PromptStyle style)
    {
        var question = $"What action should the robot take to {instruction.ToLowerInvariant()}?";
        return style == PromptStyle.Vicuna ? $"{VicunaSystem} USER: {question} ASSISTANT:" : $"In: {question}\nOut:";
    }

    /// <summary>Ids of the question, ending in the lone space behind which actions were written in training.</summary>
    public static ImmutableArray<int> Encode(LlamaText text, string instruction, PromptStyle style)
    {
        var ids = text.Encode(Of(instruction, style));
        return ids[^1] == text.EmptyToken ? ids : ids.Add(text.EmptyToken);
    }
}
