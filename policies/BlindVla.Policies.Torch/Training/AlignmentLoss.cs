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
/// <param name="firstPatch">The place of the first visual token: in a language model behind the beginning of the sequence, in a vision
/// encoder 0.</param>
public sealed class AlignmentLoss(
    ImmutableArray<int> layers,
    ImmutableArray<IAlignmentProjector> projectors,
    double weight = 0.2,
    AlignmentDistance distance = AlignmentDistance.Cosine,
    long firstPatch = 1
)
{
    private const double Temperature = 0.1;

    /// <summary>The sum over the layers of the distance's mean; with the cosine between -layers and +layers.</summary>
    /// <param name="hiddenStates">As <see cref="ForwardPass.HiddenStates"/>.</param>
    /// <param name="teacher">[B, patches, teacher width]; a feature that is zero counts as orthogonal to everything.</param>
    public AlignmentTerm Of(IReadOnlyList<Tensor> hiddenStates, Tensor teacher)
    {
        using var scope = NewDisposeScope();
        var target = Direction(teacher);
        var (losses, cosines) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (layer, projector) in layers.Zip(projectors))
        {
            var projected = projector.Forward(hiddenStates[layer].narrow(1, firstPatch, teacher.size(1)));
            var direction = Direction(projected);
            var cosine = (direction * target).sum(-1).mean();
            cosines.Add(cosine.detach());
            losses.Add(
                distance switch
                {
                    AlignmentDistance.Cosine => -cosine,
                    AlignmentDistance.L2 => mse_loss(projected, teacher),
                    _ => Contrast(direction, target),
                }
            );
        }
        return new(
            losses.Aggregate((sum, term) => sum.Plus(term)).MoveToOuterDisposeScope(),
            stack(cosines).mean().MoveToOuterDisposeScope()
        );
    }

    /// <summary>What is trained on: the action loss plus the weighted alignment.</summary>
    public Tensor Total(Tensor actionLoss, Tensor alignment)
    {
        using var scope = NewDisposeScope();
        return actionLoss.Plus(alignment.Times(weight)).MoveToOuterDisposeScope();
    }

    private static Tensor Direction(Tensor x) => normalize(x, p: 2, dim: -1, eps: 1e-12);

    private static Tensor Contrast(Tensor student, Tensor teacher)
    {
        var similarities = matmul(student, teacher.transpose(1, 2)).Over(Temperature); // [B, patches, patches]
        var own = Arithmetic.Indices(teacher.size(1), teacher.device).unsqueeze(0).expand(teacher.size(0), -1);
        return cross_entropy(similarities.flatten(0, 1), own.flatten());
    }
}
