using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

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
