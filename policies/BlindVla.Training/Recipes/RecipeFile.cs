using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Files;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>A recipe file's schema: every key it may have, and what is wrong with it.</summary>
public static class RecipeFile
{
    private const int MaxSteps = 100_000_000;
    private const int MaxBatch = 1 << 16;

    /// <param name="folder">Recipes that it may extend by their names; null for none.</param>
    /// <exception cref="InputException">With every problem of the file and of those it extends.</exception>
    public static Recipe Load(string path, string? folder = null)
    {
        var problems = new ProblemList(path);
        var root = new YamlExtension(folder, ["schema_version", "name", "description"]).Resolve(YamlFile.Read(path, problems), problems);
        var recipe = Read(root, path, problems);
        problems.ThrowIfAny();
        return recipe!;
    }

    private static Recipe? Read(YamlNode root, string path, ProblemList problems)
    {
        var values = new YamlValues(problems);
        if (YamlFields.Of(root, "a recipe", problems) is not { } fields)
        {
            return null;
        }
        values.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
        var fileName = Path.GetFileNameWithoutExtension(path);
        var nameNode = fields.Required("name");
        var name = values.Slug(nameNode, "a recipe name");
        if (name is not null && name != fileName)
        {
            problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
        }
        var description = values.Text(fields.Required("description"), "a description");
        var shape = fields.Optional("new_network") is { } network ? Network(network, values) : null;
        var data = values.List(fields.Required("data"), "data sets", node => Data(node, values));
        if (data?.GroupBy(set => set.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            problems.Add(root, $"the data set '{twice.Key}' is named twice");
        }
        var steps = values.Integer(fields.Required("steps"), "the number of steps", 1, MaxSteps);
        var batch = values.Integer(fields.Required("batch"), "the samples of a step", 1, MaxBatch);
        var accumulateNode = fields.Optional("accumulate");
        var accumulate = accumulateNode is null ? 1 : values.Integer(accumulateNode, "the passes of a step", 1, MaxBatch);
        if (batch is { } samples && accumulate is { } passes && samples % passes != 0)
        {
            problems.Add(accumulateNode!, $"expected a divisor of the {samples} samples of a step, found {passes}");
        }
        var optimizer = Optimizer(fields.Required("optimizer"), values);
        var losses = Losses(fields.Required("losses"), values);
        var learns = fields.Optional("learns") is { } part ? values.Name(part, "part that learns", ["all", "without_vision"]) : "all";
        var augmentation = fields.Optional("augmentation") is { } augmented ? Augmentation(augmented, values) : null;
        var lora = fields.Optional("lora") is { } updates ? Lora(updates, values) : null;
        var type = fields.Optional("dtype") is { } kept ? values.Name(kept, "type", WeightType.Names) : WeightType.Float32;
        var validate = Count("validate_every", 500);
        var save = Count("save_every", 250);
        var seed = values.Integer(fields.Required("seed"), "a seed", 0, int.MaxValue);
        fields.RefuseOthers();
        if (losses?.Align is { } align)
        {
            CheckAlignment(align, fields.Optional("losses")!, shape, augmentation, learns, problems);
        }
        if (problems.Count > 0)
        {
            return null;
        }
        var text = YamlText.Of(root, path);
        return new(
            name!,
            description!,
            shape,
            data!.Value,
            steps!.Value,
            batch!.Value,
            accumulate!.Value,
            optimizer!,
            losses!,
            learns == "all" ? LearningPart.All : LearningPart.WithoutVision,
            augmentation,
            validate!.Value,
            save!.Value,
            (ulong)seed!.Value,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            text,
            lora,
            type!
        );

        int? Count(string key, int usual) => fields.Optional(key) is { } node ? values.Integer(node, $"steps ({key})", 1, MaxSteps) : usual;
    }

    /// <summary>What does not go together with keeping close to a teacher.</summary>
    private static void CheckAlignment(
        AlignmentSettings align,
        YamlNode losses,
        NetworkShape? shape,
        Augmentation? augmentation,
        string? learns,
        ProblemList problems
    )
    {
        if (augmentation is { CropArea: < 1 })
        {
            problems.Add(
                losses,
                "'align' compares patch by patch with what a teacher sees in the whole picture, and a crop moves the patches: leave out "
                    + "'crop_area', or 'align'"
            );
        }
        if (align.Teacher.Kind == TeacherKind.Base && shape is not null)
        {
            problems.Add(
                losses,
                $"the teacher {align.Teacher.Name} is the checkpoint that training begins from, and the recipe begins with a new network"
            );
        }
        if (align.Layer is null && learns == "without_vision")
        {
            problems.Add(
                losses,
                "enc2enc aligns the vision encoder, which does not learn: leave out 'learns: without_vision', or align a layer"
            );
        }
    }

    private static LoraSettings? Lora(YamlNode node, YamlValues values)
    {
        if (YamlFields.Of(node, "low-rank updates", values.Problems) is not { } fields)
        {
            return null;
        }
        var rank = values.Integer(fields.Required("rank"), "the rank", 1, 1 << 12);
        var alpha = values.Positive(fields.Required("alpha"), "alpha", 1e6);
        var target = values.Name(fields.Required("target"), "target", ["all-linear"]);
        fields.RefuseOthers();
        return rank is null || alpha is null || target is null ? null : new(rank.Value, alpha.Value);
    }

    private static NetworkShape? Network(YamlNode node, YamlValues values)
    {
        if (YamlFields.Of(node, "a new network", values.Problems) is not { } fields)
        {
            return null;
        }
        var image = values.Integer(fields.Required("image_size"), "the edge of the picture in pixels", 16, 1024);
        var patch = values.Integer(fields.Required("patch_size"), "the edge of a patch in pixels", 2, 512);
        var vision = Transformer(fields.Required("vision"), "a vision tower", values);
        var language = Transformer(fields.Required("language"), "a language model", values);
        fields.RefuseOthers();
        if (image is { } edge && patch is { } piece && (edge % piece != 0 || edge / piece < 2))
        {
            values.Problems.Add(node, $"expected whole patches, at least two on an edge; {edge} pixels in patches of {piece}");
        }
        return image is null || patch is null || vision is null || language is null
            ? null
            : new(image.Value, patch.Value, vision, language);
    }

    private static TransformerShape? Transformer(YamlNode? node, string what, YamlValues values)
    {
        if (YamlFields.Of(node, what, values.Problems) is not { } fields)
        {
            return null;
        }
        var width = values.Integer(fields.Required("width"), "channels", 8, 1 << 14);
        var blocks = values.Integer(fields.Required("blocks"), "blocks", 1, 256);
        var heads = values.Integer(fields.Required("heads"), "attention heads", 1, 256);
        var hidden = values.Integer(fields.Required("mlp_hidden"), "channels inside the feed-forward", 8, 1 << 16);
        fields.RefuseOthers();
        if (width is { } channels && heads is { } parts && (channels % parts != 0 || channels / parts % 2 != 0))
        {
            values.Problems.Add(node!, $"expected heads of an even number of channels, found {channels} channels in {parts} heads");
        }
        return width is null || blocks is null || heads is null || hidden is null
            ? null
            : new(width.Value, blocks.Value, heads.Value, hidden.Value);
    }

    private static DataShare? Data(YamlNode node, YamlValues values)
    {
        if (YamlFields.Of(node, "a data set", values.Problems) is not { } fields)
        {
            return null;
        }
        var name = values.Slug(fields.Required("name"), "a name");
        var kind = values.Name(fields.Required("learn"), "kind of data", ["questions", "actions"]);
        var share = fields.Optional("share") is { } part ? values.Positive(part, "a share", 1e6) : 1;
        fields.RefuseOthers();
        return name is null || kind is null || share is null
            ? null
            : new(name, kind == "actions" ? DataKind.Actions : DataKind.Questions, share.Value);
    }

    private static OptimizerSettings? Optimizer(YamlNode? node, YamlValues values)
    {
        if (YamlFields.Of(node, "an optimiser", values.Problems) is not { } fields)
        {
            return null;
        }
        var rate = values.Positive(fields.Required("learning_rate"), "the learning rate", 10);
        var warmup = fields.Optional("warmup_steps") is { } rising ? values.Integer(rising, "steps of warm-up", 0, MaxSteps) : 0;
        var final = fields.Optional("final_fraction") is { } end ? values.Number(end, "the fraction at the end", 0, 1) : 1;
        var decay = fields.Optional("weight_decay") is { } falling ? values.Number(falling, "the weight decay", 0, 10) : 0.01;
        var clip = fields.Optional("clip_norm") is { } limit ? values.Positive(limit, "the longest gradient", 1e6) : null;
        fields.RefuseOthers();
        return rate is null || warmup is null || final is null || decay is null
            ? null
            : new(rate.Value, warmup.Value, final.Value, decay.Value, clip);
    }

    private static LossWeights? Losses(YamlNode? node, YamlValues values)
    {
        if (YamlFields.Of(node, "losses", values.Problems) is not { } fields)
        {
            return null;
        }
        var tokens = Weight("tokens");
        var places = Weight("places");
        var alignNode = fields.Optional("align");
        var align = alignNode is null ? null : AlignmentSection.Read(alignNode, values);
        ImmutableArray<double>? neighbours = fields.Optional("neighbours") is { } shares
            ? values.List(shares, "shares of neighbouring bins", share => values.Number(share, "a share", 0, 0.5))
            : [];
        fields.RefuseOthers();
        if (neighbours is { } all && 2 * all.Sum() >= 1)
        {
            values.Problems.Add(node!, $"expected neighbours that leave something for the label itself, found shares of {2 * all.Sum()}");
        }
        if (tokens is 0 && places is 0 && alignNode is null)
        {
            values.Problems.Add(node!, "expected a loss with a weight, found none");
        }
        if (tokens is 0 && places is 0 && align is { Every: > 1 })
        {
            values.Problems.Add(
                alignNode!,
                "'every' leaves frames out, and a step that met none of the others would learn nothing: leave it out, or give tokens or "
                    + "places a weight"
            );
        }
        return tokens is null || places is null || neighbours is null || (alignNode is not null && align is null)
            ? null
            : new(tokens.Value, neighbours.Value, places.Value, align);

        double? Weight(string key) => fields.Optional(key) is { } weight ? values.Number(weight, $"the weight of {key}", 0, 1e6) : 0;
    }

    private static Augmentation? Augmentation(YamlNode node, YamlValues values)
    {
        if (YamlFields.Of(node, "an augmentation", values.Problems) is not { } fields)
        {
            return null;
        }
        var area = fields.Optional("crop_area") is { } kept ? values.Number(kept, "the area that is kept", 0.1, 1) : 1;
        var brightness = Change("brightness");
        var contrast = Change("contrast");
        var saturation = Change("saturation");
        var hue = Change("hue");
        fields.RefuseOthers();
        return area is null || brightness is null || contrast is null || saturation is null || hue is null
            ? null
            : new(area.Value, brightness.Value, contrast.Value, saturation.Value, hue.Value);

        double? Change(string key) => fields.Optional(key) is { } most ? values.Number(most, $"the largest change ({key})", 0, 1) : 0;
    }
}
