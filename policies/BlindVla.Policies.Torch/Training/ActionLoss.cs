using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>The next-token loss of supervised fine-tuning.</summary>
public static class ActionLoss
{
    /// <summary>Marks a token that is not to be predicted.</summary>
    public const long Ignored = -100;

    /// <summary>Mean cross-entropy over all labelled tokens of the batch.</summary>
    /// <param name="logits">[B, S + patches, vocabulary].</param>
    /// <param name="labels">[B, S]: the token at each place, or <see cref="Ignored"/>; the first is always ignored.</param>
    /// <returns>A scalar with a gradient.</returns>
    public static Tensor Of(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var patches = logits.size(1) - labels.size(1);
        // What stands at place i predicts the token at i + 1; the patches stand between the first token and the rest, and are not
        // predicted.
        var predictions = logits.narrow(1, patches, labels.size(1) - 1);
        var targets = labels.narrow(1, 1, labels.size(1) - 1);
        return cross_entropy(predictions.flatten(0, 1), targets.flatten(), ignore_index: Ignored).MoveToOuterDisposeScope();
    }
}
