using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>A recipe's alignment on a network.</summary>
internal sealed class Alignment
{
    private readonly AlignmentLoss _loss;

    /// <param name="weights">Where the projector's weights come from.</param>
    /// <exception cref="TrainingException">The network has no such layer.</exception>
    public Alignment(AlignmentSettings settings, OpenVlaConfig config, WeightScope weights, int teacherWidth)
    {
        var width = settings.Layer is null ? config.VisionWidth : config.Language.Width;
        IAlignmentProjector projector = settings.Projector.Kind switch
        {
            ProjectorKind.Mlp => new AlignmentProjector(weights, width, settings.Hidden ?? (4 * config.Language.Width), teacherWidth),
            ProjectorKind.Whitening => new WhiteningProjector(weights, width, teacherWidth),
            _ => new LinearProjector(weights, width, teacherWidth),
        };
        NeedsLanguage = settings.Layer is not null;
        if (settings.Layer is not { } layer)
        {
            _loss = new([0], [projector], settings.Weight, settings.Distance, firstPatch: 0);
            return;
        }
        var index = layer.Of(config.Language.Layers)
            ?? throw new TrainingException(
                $"the recipe aligns hidden state {layer.Name}, and the language model has those from 0 to {config.Language.Layers}; "
                    + $"choose one of them, or {string.Join(", ", AlignedLayer.Words)}"
            );
        _loss = new([index], [projector], settings.Weight, settings.Distance);
    }

    /// <summary>Whether the language model's hidden states are compared, and not the vision encoder's output.</summary>
    public bool NeedsLanguage { get; }

    /// <param name="seen">The vision encoder's output.</param>
    /// <param name="hiddenStates">The language model's; null where they are not needed.</param>
    /// <param name="taught">[T], int64: the samples that are compared.</param>
    /// <param name="teacher">[T, patches, teacher width].</param>
    public AlignmentTerm Of(Tensor seen, IReadOnlyList<Tensor>? hiddenStates, Tensor taught, Tensor teacher)
    {
        using var scope = NewDisposeScope();
        var term = _loss.Of([.. (NeedsLanguage ? hiddenStates! : [seen]).Select(states => states.index_select(0, taught))], teacher);
        return new(term.Loss.MoveToOuterDisposeScope(), term.Cosine.MoveToOuterDisposeScope());
    }

    /// <summary>A projector that has not been trained yet: PyTorch's initialisation, from the recipe's seed.</summary>
    public static IReadOnlyDictionary<string, Tensor> NewWeights(
        AlignmentSettings settings,
        OpenVlaConfig config,
        int teacherWidth,
        ulong seed
    )
    {
        var initial = new InitialWeights(seed, ScalarType.Float32, CPU);
        _ = new Alignment(settings, config, new(initial, StartingPoint.AlignmentPrefix), teacherWidth);
        return settings.Projector.Kind == ProjectorKind.Orthogonal
            ? initial.Taken.ToDictionary(weight => weight.Key, weight => Orthonormal(weight.Value))
            : initial.Taken;
    }

    /// <summary>Orthonormal columns, or rows where there are fewer of those.</summary>
    private static Tensor Orthonormal(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var isTall = matrix.size(0) >= matrix.size(1);
        var (q, _) = linalg.qr(isTall ? matrix : matrix.t());
        matrix.Dispose();
        return (isTall ? q : q.t()).contiguous().MoveToOuterDisposeScope();
    }
}
