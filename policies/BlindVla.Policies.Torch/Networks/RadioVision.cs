using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>
/// C-RADIO (Ranzinger et al. 2024, arXiv 2312.06709; NVlabs/RADIO): a Vision Transformer without a final norm, whose positions are cut
/// out of a grid that is stretched to the longer edge of the picture. It normalises pictures itself.
/// </summary>
public sealed class RadioVision
{
    private const double NormEps = 1e-6;

    private readonly RadioConfig _config;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;
    private readonly Tensor _embedder;
    private readonly Tensor _positions;
    private readonly Tensor _prefix;
    private readonly VisionBlock[] _blocks;

    public RadioVision(RadioConfig config, IWeights weights)
    {
        _config = config;
        var root = new WeightScope(weights, "radio_model");
        (_mean, _deviation) = (
            root.At("input_conditioner").Take("norm_mean", 3, 1, 1),
            root.At("input_conditioner").Take("norm_std", 3, 1, 1)
        );
        var patches = root.At("model.patch_generator");
        _embedder = patches.Take("embedder.weight", config.Width, 3L * config.PatchSize * config.PatchSize);
        _positions = patches.Take("pos_embed", 1, (long)config.Grid * config.Grid, config.Width);
        _prefix = patches.Take("cls_token.token", config.Prefix, config.Width);
        var tower = new VisionTowerConfig(
            config.Model,
            config.Grid * config.PatchSize,
            config.PatchSize,
            config.Width,
            config.Depth,
            config.Heads,
            config.MlpHidden,
            HasClassToken: true,
            Registers: 0,
            HasLayerScale: false
        );
        _blocks = [.. Enumerable.Range(0, config.Depth).Select(i => new VisionBlock(root.At($"model.blocks.{i}"), tower, NormEps))];
    }

    /// <param name="pictures">[B, 3, H, W] from 0 to 1; edges of whole patches.</param>
    /// <returns>[B, patches, width], row by row.</returns>
    public Tensor Forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var (batch, patch) = (pictures.size(0), (long)_config.PatchSize);
        var (rows, columns) = (pictures.size(2) / patch, pictures.size(3) / patch);
        var x = ((pictures - _mean) / _deviation)
            .reshape(batch, 3, rows, patch, columns, patch)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(batch, rows * columns, 3 * patch * patch);
        x = linear(x, _embedder).Plus(Positions(rows, columns));
        x = cat([_prefix.unsqueeze(0).expand(batch, -1, -1), x], dim: 1);
        foreach (var block in _blocks)
        {
            x = block.Forward(x);
        }
        return x.narrow(1, _config.Prefix, rows * columns).MoveToOuterDisposeScope();
    }

    private Tensor Positions(long rows, long columns)
    {
        long grid = _config.Grid;
        var longer = Math.Max(rows, columns);
        var all = _positions.reshape(1, grid, grid, _config.Width).permute(0, 3, 1, 2);
        var stretched = interpolate(all, size: [longer, longer], mode: InterpolationMode.Bilinear, align_corners: false);
        return stretched.narrow(2, 0, rows).narrow(3, 0, columns).flatten(2).transpose(1, 2); // [1, patches, width]
    }
}
