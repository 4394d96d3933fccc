using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>Full self-attention; query, key and value come from one matrix, packed [3, heads, head size].</summary>
internal sealed class VisionAttention(WeightScope weights, long width, long heads)
{
    private readonly Linear _qkv = new(weights.At("qkv"), width, 3 * width, bias: true);
    private readonly Linear _projection = new(weights.At("proj"), width, width, bias: true);

    public Tensor Forward(Tensor x)
    {
        var (batch, tokens) = (x.size(0), x.size(1));
        var qkv = _qkv.Forward(x).reshape(batch, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4); // [3, B, heads, N, head size]
        var y = scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]); // [B, heads, N, head size]
        return _projection.Forward(y.transpose(1, 2).reshape(batch, tokens, width));
    }
}
