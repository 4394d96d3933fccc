using System.Collections.Immutable;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// Visual representation alignment ("Don't Blind Your VLA", arXiv 2510.25616, section 6, equations 7 to 10): the language model's hidden
/// states at the visual tokens of a middle layer, put through a frozen projector, are to point where a teacher's patch features point.
/// </summary>
/// <param name="layers">Indices into the hidden states, as Hugging Face counts them: 0 is the embeddings. The paper's is 16 of 32.</param>
/// <param name="projectors">One for each layer.</param>
/// <param name="weight">lambda; 0.2 in the paper.</param>
public sealed class AlignmentLoss(ImmutableArray<int> layers, ImmutableArray<AlignmentProjector> projectors, double weight = 0.2)
{
    /// <summary>The place of the first visual token: behind the beginning of the sequence.</summary>
    private const long FirstPatch = 1;

    /// <summary>The sum over the layers of the mean of -cos(projected, teacher); between -layers and +layers.</summary>
    /// <param name="hiddenStates">As <see cref="ForwardPass.HiddenStates"/>.</param>
    /// <param name="teacher">[B, patches, teacher width]; a feature that is zero counts as orthogonal to everything.</param>
    /// <returns>A scalar with a gradient.</returns>
    public Tensor Of(IReadOnlyList<Tensor> hiddenStates, Tensor teacher)
    {
        using var scope = NewDisposeScope();
        var target = normalize(teacher, p: 2, dim: -1, eps: 1e-12);
        return layers
            .Select((layer, i) => projectors[i].Forward(hiddenStates[layer].narrow(1, FirstPatch, teacher.size(1))))
            .Select(projected => -(normalize(projected, p: 2, dim: -1, eps: 1e-12) * target).sum(-1).mean())
            .Aggregate((sum, term) => sum.Plus(term))
            .MoveToOuterDisposeScope();
    }

    /// <summary>What is trained on: the action loss plus the weighted alignment.</summary>
    public Tensor Total(Tensor actionLoss, Tensor alignment)
    {
        using var scope = NewDisposeScope();
        return actionLoss.Plus(alignment.Times(weight)).MoveToOuterDisposeScope();
    }
}
