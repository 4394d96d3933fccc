using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

internal sealed class LlamaMlp(WeightScope weights, LlamaConfig config)
{
    private readonly Linear _gate = new(weights.At("gate_proj"), config.Width, config.MlpHidden, bias: false);
    private readonly Linear _up = new(weights.At("up_proj"), config.Width, config.MlpHidden, bias: false);
    private readonly Linear _down = new(weights.At("down_proj"), config.MlpHidden, config.Width, bias: false);

    public Tensor Forward(Tensor x) => _down.Forward(silu(_gate.Forward(x)) * _up.Forward(x));
}
