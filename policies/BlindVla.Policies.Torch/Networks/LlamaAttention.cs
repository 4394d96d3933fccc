using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

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
