using System.Collections.Immutable;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>
/// Cross-entropy of the next token at the labelled places only. The label of an action is smoothed over its neighbours, since a bin beside
/// the right one is nearly right (and what is beyond the last bin counts to it).
/// </summary>
/// <param name="firstAction">Token of the first bin; the others follow.</param>
/// <param name="neighbours">Share of the label that each of the two neighbours gets, and those behind them.</param>
internal sealed class TokenLoss(long firstAction, int bins, ImmutableArray<double> neighbours)
{
    private readonly long _firstAction = firstAction;
    private readonly long _lastAction = firstAction + bins - 1;

    public TokenLoss(OpenVlaConfig config, ImmutableArray<double> neighbours)
        : this(config.TokenLimit - config.ActionBins, config.ActionBins, neighbours) { }

    /// <param name="logits">[N, vocabulary].</param>
    /// <param name="labels">[N], int64.</param>
    /// <returns>[N].</returns>
    public Tensor Of(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var likelihoods = log_softmax(logits, 1);
        if (neighbours.IsEmpty)
        {
            return At(likelihoods, labels).negative().MoveToOuterDisposeScope();
        }
        var isAction = labels
            .IsAtLeast(_firstAction)
            .logical_and(labels.IsAtLeast(_lastAction + 1).logical_not())
            .to_type(ScalarType.Float32);
        var share = 1 - (2 * neighbours.Sum());
        var smoothed = At(likelihoods, labels).Times(share);
        for (var i = 0; i < neighbours.Length; i++)
        {
            foreach (var offset in new long[] { -(i + 1), i + 1 })
            {
                var beside = labels.Plus(offset).Between(_firstAction, _lastAction);
                smoothed = smoothed.Plus(At(likelihoods, beside).Times(neighbours[i]));
            }
        }
        var plain = At(likelihoods, labels);
        return plain.Plus((smoothed - plain) * isAction).negative().MoveToOuterDisposeScope();
    }

    private static Tensor At(Tensor likelihoods, Tensor labels) => likelihoods.gather(1, labels.unsqueeze(1)).squeeze(1);
}
