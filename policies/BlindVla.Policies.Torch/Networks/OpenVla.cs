using System.Collections.Immutable;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// OpenVLA (Kim et al. 2024, arXiv 2406.09246): what the vision backbone sees, projected to the language model's width, stands between the
/// first token and the rest of the prompt; the language model goes on with action tokens.
/// </summary>
public sealed partial class OpenVla : IDisposable
{
    private const string Head = "language_model.lm_head";

    private readonly IWeights _weights;
    private readonly VisionBackbone _vision;
    private readonly Projector _projector;
    private readonly LlamaDecoder _language;

    public OpenVla(OpenVlaConfig config, IWeights weights)
    {
        (Config, _weights) = (config, weights);
        // On a GPU, cuDNN would compute float32 convolutions with ten bits of mantissa.
        backends.cudnn.allow_tf32 = false;
        var root = new WeightScope(weights, "");
        _vision = new(root.At("vision_backbone"), config.Towers);
        _projector = new(root.At("projector"), config.VisionWidth, config.Language.Width, config.FusedProjector);
        _language = new(root.At("language_model"), config.Language);
    }

    public OpenVlaConfig Config { get; }

    public Device Device => _weights.Device;

    public ScalarType DType => _weights.DType;

    /// <summary>Visual tokens of one picture.</summary>
    public int Patches => Config.Towers[0].Patches;

    /// <summary>Loads a checkpoint's network.</summary>
    /// <param name="device">Where it goes; on <c>META</c> it is only checked against its files' headers.</param>
    /// <param name="adapter">Folder of low-rank updates to put on top; null for none.</param>
    /// <param name="merge">Add them to the weights; otherwise they stay beside them.</param>
    /// <exception cref="CheckpointException">Files are missing or damaged, or do not fit the config.</exception>
    public static (OpenVla Network, CheckpointWeights Weights) Load(
        string folder,
        ScalarType type,
        Device device,
        string? adapter = null,
        bool merge = true
    )
    {
        using var checkpoint = Checkpoint.Open(folder);
        var config = OpenVlaConfig.Load(folder);
        GenerationSettings.Require(folder);
        using var lora = adapter is null ? null : LoraAdapter.Open(adapter, checkpoint);
        if (config.Language.TieWordEmbeddings && (lora?.Find(Head) is not null || lora?.Replacement($"{Head}.weight") is not null))
        {
            throw new CheckpointException(
                $"{adapter} changes {Head}, but the config of {folder} ties it to the embedding: the network has no such matrix"
            );
        }
        var weights = new CheckpointWeights(checkpoint, type, device, lora, merge);
        try
        {
            var network = new OpenVla(config, weights);
            weights.Finish(name => IsUnused(name, config));
            return (network, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <param name="pixels">[B, 3 per tower, H, W], normalised for each tower.</param>
    /// <returns>[B, patches, language width].</returns>
    public Tensor Project(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return _projector.Forward(_vision.Forward(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>Vision features before the projector: [B, patches, vision width].</summary>
    public Tensor See(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return _vision.Forward(pixels).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Project"/> makes of what <see cref="See"/> gives.</summary>
    /// <param name="features">[B, patches, vision width].</param>
    public Tensor ProjectFeatures(Tensor features)
    {
        using var scope = NewDisposeScope();
        return _projector.Forward(features).MoveToOuterDisposeScope();
    }

    /// <summary>The language model's input: first token, patches, the rest.</summary>
    /// <param name="tokens">[B, S], int64; the first is the beginning of the sequence.</param>
    /// <param name="patches">[B, patches, width].</param>
    /// <returns>[B, S + patches, width].</returns>
    public Tensor Assemble(Tensor tokens, Tensor patches)
    {
        using var scope = NewDisposeScope();
        var words = _language.Embed(tokens);
        return cat([words.narrow(1, 0, 1), patches, words.narrow(1, 1, words.size(1) - 1)], dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>One pass over whole sequences, for training and for looking inside.</summary>
    /// <param name="pixels">[B, 3 per tower, H, W].</param>
    /// <param name="tokens">[B, S], int64; shorter rows are filled at their end with anything, which no other place sees.</param>
    public ForwardPass Forward(Tensor pixels, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var hiddenStates = HiddenStates(Project(pixels), tokens);
        scope.MoveToOuter(hiddenStates);
        return new(Logits(hiddenStates[^1]).MoveToOuterDisposeScope(), hiddenStates);
    }

    /// <summary>What <see cref="Forward"/> gives before the vocabulary is looked at.</summary>
    /// <param name="patches">[B, patches, width], as <see cref="Project"/> gives them.</param>
    /// <param name="tokens">[B, S], as for <see cref="Forward"/>.</param>
    /// <returns>As <see cref="ForwardPass.HiddenStates"/>.</returns>
    public ImmutableArray<Tensor> HiddenStates(Tensor patches, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var embeddings = Assemble(tokens, patches);
        var positions = Arithmetic.Indices(embeddings.size(1), Device).unsqueeze(0).expand(embeddings.size(0), -1);
        var hiddenStates = new List<Tensor>(Config.Language.Layers + 1);
        _language.Forward(embeddings, positions, visible: null, cache: null, hiddenStates);
        scope.MoveToOuter(hiddenStates);
        return [.. hiddenStates];
    }

    /// <summary>Of final hidden states: [..., vocabulary], float32.</summary>
    /// <param name="states">[..., width].</param>
    public Tensor Logits(Tensor states)
    {
        using var scope = NewDisposeScope();
        return _language.Logits(states).MoveToOuterDisposeScope();
    }

    /// <summary>What the words of a text mean before they are read in order: [B, S, width].</summary>
    /// <param name="tokens">[B, S], int64.</param>
    public Tensor Embed(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return _language.Embed(tokens).MoveToOuterDisposeScope();
    }

    internal LlamaDecoder Language => _language;

    public void Dispose() => (_weights as IDisposable)?.Dispose();

    /// <summary>
    /// What checkpoints carry and this network does not use: each tower's last block, final norm and pooling head; what is computed rather
    /// than learned (rotary frequencies, numbers of positions); the critic of reinforcement learning.
    /// </summary>
    public static bool IsUnused(string name, OpenVlaConfig config)
    {
        if (name == $"{Head}.weight")
        {
            return config.Language.TieWordEmbeddings;
        }
        if (NotLearned().IsMatch(name))
        {
            return true;
        }
        var match = TowerPart().Match(name);
        var isFused = match.Groups["fused"].Length > 0;
        return match.Success
            && (!isFused || config.Towers.Length > 1)
            && (match.Groups["block"].Value is not { Length: > 0 } block || block == $"{config.Towers[isFused ? 1 : 0].Depth - 1}");
    }

    [GeneratedRegex(@"^vision_backbone\.(?<fused>fused_)?featurizer\.(norm\.|attn_pool\.|blocks\.(?<block>\d+)\.)")]
    private static partial Regex TowerPart();

    [GeneratedRegex(@"\.rotary_emb\.inv_freq$|\.position_ids$|^value_head\.")]
    private static partial Regex NotLearned();
}
