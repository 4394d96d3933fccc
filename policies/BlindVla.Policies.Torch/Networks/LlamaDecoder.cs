using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>LLaMA: causal attention with rotary positions and grouped queries, gated SiLU feed-forward, RMS normalisation before
/// each.</summary>
internal sealed class LlamaDecoder
{
    private readonly LlamaConfig _config;
    private readonly Tensor _embeddings;
    private readonly LlamaBlock[] _blocks;
    private readonly RmsNorm _norm;
    private readonly Linear _head;
    private readonly Tensor _inverseFrequencies;

    public LlamaDecoder(WeightScope weights, LlamaConfig config)
    {
        _config = config;
        _embeddings = weights.Take("model.embed_tokens.weight", config.VocabularySize, config.Width);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(i => new LlamaBlock(weights.At($"model.layers.{i}"), config))];
        _norm = new(weights.At("model.norm"), config.Width, config.RmsNormEps);
        _head = new(
            weights.At(config.TieWordEmbeddings ? "model.embed_tokens" : "lm_head"),
            config.Width,
            config.VocabularySize,
            bias: false
        );
        // In float32 whatever the weights are: rounded frequencies turn far positions to another angle.
        using var scope = NewDisposeScope();
        var even = Arithmetic.Indices(config.HeadSize, weights.Weights.Device, step: 2);
        var exponents = even.to_type(ScalarType.Float32).Over(config.HeadSize);
        _inverseFrequencies = pow(config.RopeTheta, exponents).reciprocal().DetachFromDisposeScope();
    }

    /// <param name="tokens">[B, S], int64.</param>
    /// <returns>[B, S, width].</returns>
    public Tensor Embed(Tensor tokens) =>
        _embeddings.index_select(0, tokens.flatten()).reshape(tokens.size(0), tokens.size(1), _config.Width);

    /// <summary>Runs the blocks.</summary>
    /// <param name="embeddings">[B, S, width].</param>
    /// <param name="positions">[B, S], int64: the place of each embedding in its own sequence.</param>
    /// <param name="visible">[B, 1, S, cached + S], bool: which keys each query may see; null for plain causal attention.</param>
    /// <param name="cache">Keys and values of what came before; null when nothing is to be continued.</param>
    /// <param name="hiddenStates">Gets the input of every block, then the final output: one more than there are blocks; null when nobody
    /// looks.</param>
    /// <returns>[B, S, width], after the final norm.</returns>
    public Tensor Forward(Tensor embeddings, Tensor positions, Tensor? visible, KeyValueCache? cache, List<Tensor>? hiddenStates)
    {
        var rotation = Rotation(positions, embeddings.dtype);
        var x = embeddings;
        for (var i = 0; i < _blocks.Length; i++)
        {
            hiddenStates?.Add(x);
            x = _blocks[i].Forward(x, rotation, visible, cache, i);
        }
        cache?.Advance(embeddings.size(1));
        x = _norm.Forward(x);
        hiddenStates?.Add(x);
        return x;
    }

    /// <summary>[…, vocabulary], float32.</summary>
    public Tensor Logits(Tensor x) => _head.Forward(x).to_type(ScalarType.Float32);

    /// <summary>Of some tokens only: […, count], float32. The whole vocabulary is most of the cost of a short step.</summary>
    public Tensor Logits(Tensor x, long firstToken, long count) => _head.Forward(x, firstToken, count).to_type(ScalarType.Float32);

    /// <summary>Room for a whole sequence of every batch member.</summary>
    public KeyValueCache NewCache(long batch, long capacity, ScalarType type, Device device) =>
        new(_config.Layers, [batch, _config.KeyValueHeads, capacity, _config.HeadSize], type, device);

    private RotaryAngles Rotation(Tensor positions, ScalarType type)
    {
        var angles = positions.unsqueeze(-1).to_type(ScalarType.Float32) * _inverseFrequencies; // [B, S, head size / 2]
        angles = cat([angles, angles], dim: -1).unsqueeze(1); // [B, 1, S, head size]
        return new(angles.cos().to_type(type), angles.sin().to_type(type));
    }
}
