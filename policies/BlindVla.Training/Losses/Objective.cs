using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>What a network is trained to do, on one batch.</summary>
internal sealed class Objective : IDisposable
{
    /// <summary>How much all names that are nowhere count against one that is somewhere.</summary>
    private const double NowhereShare = 0.2;

    /// <summary>How much a patch's edge of distance counts against a nat of doubt which patch it is.</summary>
    private const double OffsetShare = 2;

    private readonly OpenVla _network;
    private readonly LossWeights _weights;
    private readonly TokenLoss _tokenLoss;
    private readonly PlaceHead? _placeHead;
    private readonly Alignment? _alignment;
    private readonly ActionCodec _codec;
    private readonly Tensor _nameTokens;
    private readonly Tensor _nameShares;
    private readonly Tensor _middles;

    /// <param name="heads">What is trained beside the network.</param>
    /// <param name="names">Token ids of each name that places are learned of.</param>
    /// <param name="teacherWidth">Channels of the teacher's features; null where there is none.</param>
    public Objective(OpenVla network, LossWeights weights, IWeights heads, IReadOnlyList<long[]> names, int? teacherWidth = null)
    {
        (_network, _weights) = (network, weights);
        _tokenLoss = new(network.Config, weights.Neighbours);
        _codec = new(network.Config);
        _placeHead = weights.Places > 0 ? new(Places(heads), network.Config.Language.Width) : null;
        _alignment = weights.Align is { } align
            ? new(align, network.Config, new(heads, StartingPoint.AlignmentPrefix), teacherWidth!.Value)
            : null;
        using var scope = NewDisposeScope();
        var longest = names.Select(name => name.Length).DefaultIfEmpty(1).Max();
        var (ids, shares) = (new long[names.Count * longest], new float[names.Count * longest]);
        foreach (var (row, name) in names.Index())
        {
            name.CopyTo(ids, row * longest);
            shares.AsSpan(row * longest, name.Length).Fill(1f / name.Length);
        }
        _nameTokens = tensor(ids, [names.Count, longest]).to(network.Device).DetachFromDisposeScope();
        _middles = Middles((int)Math.Sqrt(network.Patches)).to(network.Device).DetachFromDisposeScope();
        _nameShares = tensor(shares, [names.Count, longest, 1]).to(network.Device).DetachFromDisposeScope();
    }

    /// <summary>What is trained beside a network that has not been trained so before, by name.</summary>
    public static IReadOnlyDictionary<string, Tensor> NewHeads(LossWeights weights, OpenVlaConfig config, InitialWeights initial)
    {
        if (weights.Places > 0)
        {
            _ = new PlaceHead(new(initial, "places"), config.Language.Width);
        }
        return initial.Taken;
    }

    /// <summary>The losses of a batch, and what is told of them.</summary>
    public Judgement Of(TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var seen = _network.See(batch.Pixels);
        var patches = _network.ProjectFeatures(seen);
        Tensor? total = null;
        double? tokenLoss = null,
            accuracy = null,
            actionError = null,
            placeLoss = null;
        var learnsTokens = _weights.Tokens > 0 && batch.Labels.numel() > 0;
        var hiddenStates = learnsTokens || _alignment?.NeedsLanguage == true ? _network.HiddenStates(patches, batch.Tokens) : default;
        if (learnsTokens)
        {
            var states = hiddenStates[^1].flatten(0, 1).index_select(0, batch.Predictors);
            var logits = _network.Logits(states); // [N, vocabulary]
            var loss = _tokenLoss.Of(logits, batch.Labels).mean();
            tokenLoss = loss.item<float>();
            var likeliest = logits.argmax(1);
            accuracy = likeliest.eq(batch.Labels).to_type(ScalarType.Float32).mean().item<float>();
            actionError = _codec.MeanDistance(likeliest.cpu().data<long>(), batch.Labels.cpu().data<long>());
            total = loss.Times(_weights.Tokens);
        }
        Tensor? shares = null,
            points = null;
        if (_placeHead is not null)
        {
            var names = (_network.Embed(_nameTokens) * _nameShares).sum(1); // [names, width]
            var (logits, offsets) = _placeHead.Forward(patches, names);
            var likelihoods = log_softmax(logits, 2); // [B, names, patches + 1]
            var each = (likelihoods * batch.Places).sum(2).negative(); // [B, names]
            var nowhere = batch.Places.narrow(2, batch.Places.size(2) - 1, 1).squeeze(2);
            var somewhere = batch.Places.narrow(2, 0, batch.Places.size(2) - 1).sum(2);
            var around = batch.Places.narrow(2, 0, batch.Places.size(2) - 1).unsqueeze(2); // [B, names, 1, patches]
            var distances = (offsets - (batch.Points.unsqueeze(3) - _middles)).abs(); // [B, names, 2, patches]
            var loss = Mean(each, somewhere).Plus(Mean(each, nowhere).Times(NowhereShare)).Plus(Mean(distances, around).Times(OffsetShare));
            placeLoss = loss.item<float>();
            total = total is null ? loss.Times(_weights.Places) : total.Plus(loss.Times(_weights.Places));
            shares = likelihoods.detach().exp();
            points = offsets.detach().Plus(_middles).MoveToOuterDisposeScope();
        }
        var isTaught = batch.Taught.numel() > 0;
        var alignment = isTaught ? _alignment?.Of(seen, hiddenStates.IsDefault ? null : hiddenStates, batch.Taught, batch.Teacher) : null;
        if (alignment is not null)
        {
            var weighted = alignment.Loss.Times(_weights.Align!.Weight);
            total = total is null ? weighted : total.Plus(weighted);
        }
        return new(
            (
                total
                ?? throw new TrainingException(
                    "nothing is learned from this batch, which has no labels (demonstrations have no questions); see losses and learn"
                )
            ).MoveToOuterDisposeScope(),
            tokenLoss,
            accuracy,
            actionError,
            placeLoss,
            alignment?.Loss.item<float>(),
            alignment?.Cosine.item<float>(),
            shares?.MoveToOuterDisposeScope(),
            points
        );
    }

    public void Dispose()
    {
        _nameTokens.Dispose();
        _nameShares.Dispose();
        _middles.Dispose();
    }

    /// <summary>[2, patches]: the middle of each patch, from the left and from the top, in patches.</summary>
    private static Tensor Middles(int edge)
    {
        var values = new float[2 * edge * edge];
        for (var patch = 0; patch < edge * edge; patch++)
        {
            (values[patch], values[(edge * edge) + patch]) = ((patch % edge) + 0.5f, (patch / edge) + 0.5f);
        }
        return tensor(values, [2, edge * edge]);
    }

    private static WeightScope Places(IWeights heads) => new(heads, $"{StartingPoint.HeadsPrefix}places");

    /// <summary>Over those with a weight; none may have.</summary>
    private static Tensor Mean(Tensor values, Tensor weights) => (values * weights).sum() / weights.sum().Plus(1e-6);
}
