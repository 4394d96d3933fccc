using BlindVla.Policies.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Training;

/// <summary>
/// Asks the visual tokens where things are: a name, as the language model's embedding has it, is compared with every patch, and with a
/// patch that stands for "nowhere"; each patch also says how far from its middle the thing is. A head of training only, so that
/// checkpoints keep the published layout; without it a small network does not come off the plateau of guessing.
/// </summary>
internal sealed class PlaceHead
{
    private readonly Tensor _keyWeight;
    private readonly Tensor _keyBias;
    private readonly Tensor _normWeight;
    private readonly Tensor _normBias;
    private readonly Tensor _queryWeight;
    private readonly Tensor _queryBias;
    private readonly Tensor _offsetWeight;
    private readonly Tensor _offsetBias;
    private readonly Tensor _nowhere;
    private readonly long _width;

    /// <param name="weights">Where <c>key</c>, <c>query</c>, <c>norm</c> and <c>nowhere</c> come from.</param>
    /// <param name="width">Of the language model.</param>
    public PlaceHead(WeightScope weights, long width)
    {
        _width = width;
        (_normWeight, _normBias) = (weights.At("norm").Take("weight", width), weights.At("norm").Take("bias", width));
        (_keyWeight, _keyBias) = (weights.At("key").Take("weight", width, width), weights.At("key").Take("bias", width));
        (_queryWeight, _queryBias) = (weights.At("query").Take("weight", width, width), weights.At("query").Take("bias", width));
        (_offsetWeight, _offsetBias) = (
            weights.At("offset").Take("weight", 2 * width, width),
            weights.At("offset").Take("bias", 2 * width)
        );
        _nowhere = weights.Take("nowhere.weight", 1, width);
    }

    /// <param name="patches">[B, patches, width].</param>
    /// <param name="names">[N, width]: the mean of each name's token embeddings.</param>
    /// <returns>[B, N, patches + 1]: logits, of which the last is "nowhere"; and [B, N, 2, patches]: how many patches the thing is to the
    /// right of a patch's middle, and below it.</returns>
    public (Tensor Logits, Tensor Offsets) Forward(Tensor patches, Tensor names)
    {
        using var scope = NewDisposeScope();
        var keys = linear(layer_norm(patches, [_width], _normWeight, _normBias, 1e-5), _keyWeight, _keyBias); // [B, patches, width]
        var all = cat([keys, _nowhere.unsqueeze(0).expand(patches.size(0), -1, -1)], dim: 1);
        var queries = linear(names, _queryWeight, _queryBias).Over(Math.Sqrt(_width)); // [N, width]
        var directions = linear(names, _offsetWeight, _offsetBias).Over(Math.Sqrt(_width)).reshape(-1, _width); // [N * 2, width]
        var offsets = matmul(directions.unsqueeze(0), keys.transpose(1, 2)); // [B, N * 2, patches]
        return (
            matmul(queries.unsqueeze(0), all.transpose(1, 2)).MoveToOuterDisposeScope(),
            offsets.reshape(patches.size(0), names.size(0), 2, patches.size(1)).MoveToOuterDisposeScope()
        );
    }
}
