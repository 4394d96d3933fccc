using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>LLaMA: causal attention with rotary positions and grouped queries, gated SiLU feed-forward, RMS normalisation before each.</summary>
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
        _head = new(weights.At(config.TieWordEmbeddings ? "model.embed_tokens" : "lm_head"), config.Width, config.VocabularySize, bias: false);
        // In float32 whatever the weights are: rounded frequencies turn far positions to another angle.
        using var scope = NewDisposeScope();
        var even = Arithmetic.Indices(config.HeadSize, weights.Weights.Device, step: 2);
        var exponents = even.to_type(ScalarType.Float32).Over(config.HeadSize);
        _inverseFrequencies = pow(config.RopeTheta, exponents).reciprocal().DetachFromDisposeScope();
    }

    /// <param name="tokens">[B, S], int64.</param>
    /// <returns>[B, S, width].</returns>
    public Tensor Embed(Tensor tokens) => _embeddings.index_select(0, tokens.flatten()).reshape(tokens.size(0), tokens.size(1), _config.Width);

    /// <summary>Runs the blocks.</summary>
    /// <param name="embeddings">[B, S, width].</param>
    /// <param name="positions">[B, S], int64: the place of each embedding in its own sequence.</param>
    /// <param name="visible">[B, 1, S, cached + S], bool: which keys each query may see; null for plain causal attention.</param>
    /// <param name="cache">Keys and values of what came before; null when nothing is to be continued.</param>
    /// <param name="hiddenStates">Gets the input of every block, then the final output: one more than there are blocks; null when nobody looks.</param>
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
        angles = cat([angles, angles], dim: -1).unsqueeze(1);                                 // [B, 1, S, head size]
        return new(angles.cos().to_type(type), angles.sin().to_type(type));
    }
}

/// <summary>What turns queries and keys by their position; each [B, 1, S, head size].</summary>
internal readonly record struct RotaryAngles(Tensor Cos, Tensor Sin)
{
    /// <summary>Turns the pairs (i, i + half) of the last axis: the half-split form of the reference, not interleaved pairs.</summary>
    public Tensor Turn(Tensor x)
    {
        var halves = x.chunk(2, dim: -1);
        return (x * Cos).Plus(cat([-halves[1], halves[0]], dim: -1) * Sin);
    }
}

internal sealed class LlamaBlock(WeightScope weights, LlamaConfig config)
{
    private readonly RmsNorm _attentionNorm = new(weights.At("input_layernorm"), config.Width, config.RmsNormEps);
    private readonly LlamaAttention _attention = new(weights.At("self_attn"), config);
    private readonly RmsNorm _mlpNorm = new(weights.At("post_attention_layernorm"), config.Width, config.RmsNormEps);
    private readonly LlamaMlp _mlp = new(weights.At("mlp"), config);

    public Tensor Forward(Tensor x, RotaryAngles rotation, Tensor? visible, KeyValueCache? cache, int layer)
    {
        using var scope = NewDisposeScope();
        x = x.Plus(_attention.Forward(_attentionNorm.Forward(x), rotation, visible, cache, layer));
        return x.Plus(_mlp.Forward(_mlpNorm.Forward(x))).MoveToOuterDisposeScope();
    }
}

internal sealed class LlamaAttention(WeightScope weights, LlamaConfig config)
{
    private readonly Linear _q = new(weights.At("q_proj"), config.Width, config.Heads * config.HeadSize, config.AttentionBias);
    private readonly Linear _k = new(weights.At("k_proj"), config.Width, config.KeyValueHeads * config.HeadSize, config.AttentionBias);
    private readonly Linear _v = new(weights.At("v_proj"), config.Width, config.KeyValueHeads * config.HeadSize, config.AttentionBias);
    private readonly Linear _o = new(weights.At("o_proj"), config.Heads * config.HeadSize, config.Width, config.AttentionBias);

    public Tensor Forward(Tensor x, RotaryAngles rotation, Tensor? visible, KeyValueCache? cache, int layer)
    {
        var (batch, tokens) = (x.size(0), x.size(1));
        Tensor Heads(Tensor y, long heads) => y.reshape(batch, tokens, heads, config.HeadSize).transpose(1, 2); // [B, heads, S, head size]

        var q = rotation.Turn(Heads(_q.Forward(x), config.Heads));
        var k = rotation.Turn(Heads(_k.Forward(x), config.KeyValueHeads));
        var v = Heads(_v.Forward(x), config.KeyValueHeads);
        if (cache is not null)
        {
            (k, v) = cache.Append(layer, k, v);
        }
        // Every key and value head serves a group of query heads.
        var group = config.Heads / config.KeyValueHeads;
        if (group > 1)
        {
            (k, v) = (k.repeat_interleave(group, dim: 1), v.repeat_interleave(group, dim: 1));
        }
        // A single query is the newest and sees everything.
        var causal = visible is null && tokens > 1;
        var y = scaled_dot_product_attention(q, k, v, attn_mask: visible, is_casual: causal); // [B, heads, S, head size]
        return _o.Forward(y.transpose(1, 2).reshape(batch, tokens, config.Heads * config.HeadSize));
    }
}

internal sealed class LlamaMlp(WeightScope weights, LlamaConfig config)
{
    private readonly Linear _gate = new(weights.At("gate_proj"), config.Width, config.MlpHidden, bias: false);
    private readonly Linear _up = new(weights.At("up_proj"), config.Width, config.MlpHidden, bias: false);
    private readonly Linear _down = new(weights.At("down_proj"), config.MlpHidden, config.Width, bias: false);

    public Tensor Forward(Tensor x) => _down.Forward(silu(_gate.Forward(x)) * _up.Forward(x));
}
