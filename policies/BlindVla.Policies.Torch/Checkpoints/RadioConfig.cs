using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>What the <c>config.json</c> of a C-RADIO folder says of its network.</summary>
/// <param name="Model">timm's name of the Vision Transformer.</param>
/// <param name="Width">Channels.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="MlpHidden">Channels inside the feed-forward.</param>
/// <param name="PatchSize">Pixels.</param>
/// <param name="Grid">Patches on an edge of the grid of positions.</param>
/// <param name="Prefix">Summary and register tokens before the patches.</param>
public sealed record RadioConfig(string Model, long Width, int Depth, long Heads, long MlpHidden, int PatchSize, int Grid, int Prefix)
{
    private const int MostTeachers = 64;

    // Sizes as in timm 0.9.10, vision_transformer.py.
    private static readonly ImmutableDictionary<string, (int Width, int Depth, int Heads)> Models = new Dictionary<string, (int, int, int)>
    {
        ["vit_base_patch16_224"] = (768, 12, 12),
        ["vit_large_patch16_224"] = (1024, 24, 16),
        ["vit_huge_patch16_224"] = (1280, 32, 16),
    }.ToImmutableDictionary();

    /// <exception cref="CheckpointException">It is missing, or describes a network this program does not have; every such field is
    /// named.</exception>
    public static RadioConfig Load(string folder)
    {
        var path = Path.Combine(folder, OpenVlaConfig.FileName);
        return Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path);
    }

    /// <param name="path">What the bytes are called in messages.</param>
    /// <inheritdoc cref="Load"/>
    public static RadioConfig Parse(ReadOnlySpan<byte> json, string path)
    {
        var root = JsonFields.Parse(json, path);
        root.Require(root.Items("architectures", 1)?.FirstOrDefault().ToString() == "RADIOModel", "architectures", "RADIOModel");
        foreach (var other in (ReadOnlySpan<string>)["feature_normalizer_config", "inter_feature_normalizer_config", "vitdet_window_size"])
        {
            root.Require(!root.Has(other), other, "none");
        }
        // What else is there says how it was trained, and at which sizes it is at its best.
        root.Ignore([.. root.Element.EnumerateObject().Select(field => field.Name)]);
        var args = root.Object("args");
        root.Require(args is not null, "args", "the network's arguments");
        if (args is null)
        {
            root.Finish();
            throw new CheckpointException($"{path} does not describe a network");
        }
        var model = args.Text("model");
        if (!Models.TryGetValue(model, out var known))
        {
            args.Require(false, "model", $"a network this program has; '{model}': {NearestNames.Suggest(model, Models.Keys)}");
            known = Models.Values.First();
        }
        foreach (var flag in (ReadOnlySpan<string>)["model_norm", "spectral_reparam"])
        {
            args.Require(!args.Flag(flag), flag, "false");
        }
        var changed = args.Object("model_kwargs");
        var width = changed?.Whole("embed_dim", 1, 1 << 16, known.Width) ?? known.Width;
        var depth = changed?.Whole("depth", 1, 1024, known.Depth) ?? known.Depth;
        var heads = changed?.Whole("num_heads", 1, 1024, known.Heads) ?? known.Heads;
        args.Require(width % heads == 0, "model_kwargs", $"whole heads, not {width} channels in {heads}");
        var patch = root.Whole("patch_size", 1, 256, 16);
        var largest = args.Whole("cpe_max_size", patch, 1 << 16);
        args.Require(largest % patch == 0, "cpe_max_size", $"a multiple of the {patch} pixels of a patch");
        var summaries = args.Flag("cls_token_per_teacher")
            ? (args.Items("teachers", MostTeachers) ?? []).Select(teacher => Name(args.Child(teacher, "teachers"))).Distinct().Count()
            : 1;
        args.Require(summaries > 0, "teachers", "at least one");
        var multiple = args.Has("register_multiple") ? args.Whole("register_multiple", 1, 1024) : 1;
        args.Ignore([.. args.Element.EnumerateObject().Select(field => field.Name)]);
        root.Finish();
        return new(
            model,
            width,
            depth,
            heads,
            4L * width,
            patch,
            largest / patch,
            // As many registers as bring it to the next multiple, which is a whole one more where it is one already.
            multiple == 1
                ? summaries
                : summaries + (multiple - (summaries % multiple))
        );
    }

    private static string Name(JsonFields teacher)
    {
        teacher.Ignore([.. teacher.Element.EnumerateObject().Select(field => field.Name)]);
        return teacher.Text("name");
    }
}
