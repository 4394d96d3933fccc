using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What a policy may predict.</summary>
internal static class ActionChunks
{
    /// <param name="step">For whose action it is, from 1.</param>
    /// <exception cref="PolicyException">It is not one or more actions.</exception>
    public static void Check(ActionChunk chunk, int actionLength, int step)
    {
        if (chunk.ActionLength != actionLength)
        {
            throw new PolicyException($"step {step}: an action has {actionLength} values, the policy returned {chunk.ActionLength}");
        }
        if (chunk.Values.Length == 0 || chunk.Values.Length % actionLength != 0)
        {
            throw new PolicyException(
                $"step {step}: the policy returned {chunk.Values.Length} values, expected one or more actions of {actionLength} "
                    + "values each"
            );
        }
    }
}
