using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>The checkpoint that training begins with, and the heads that were trained beside it.</summary>
internal sealed class StartingPoint
{
    /// <summary>Beside the weights: what only training uses.</summary>
    public const string HeadsFile = "heads.safetensors";

    public const string HeadsPrefix = "heads.";

    /// <summary>Of what stands between student and teacher: always the recipe's own, never that of the run before.</summary>
    public const string AlignmentPrefix = $"{HeadsPrefix}align";

    private readonly string _folder;

    public StartingPoint(string folder)
    {
        _folder = folder;
        Config = OpenVlaConfig.Load(folder);
        Text = LlamaText.Load(folder, Config);
        Images = ImageProcessor.Load(folder, Config);
        Conversation = new(Text, Config);
    }

    public OpenVlaConfig Config { get; }

    public LlamaText Text { get; }

    public ImageProcessor Images { get; }

    public Conversation Conversation { get; }

    /// <summary>Of everything that says how a picture is made square.</summary>
    public string ImagesDigest =>
        TeacherDigest.Of(
            "pictures",
            Images.Size,
            new[] { ImageProcessor.FileName, ImageProcessor.NewerFileName }.Select(file => Path.Combine(_folder, file)).Where(File.Exists),
            seed: null
        );

    /// <summary>All weights, those that a recipe trains ready to be trained.</summary>
    /// <param name="teacherWidth">Channels of the teacher's features; null where there is none.</param>
    public TrainableWeights Weights(Recipe recipe, int? teacherWidth = null)
    {
        using var scope = NewDisposeScope();
        return new(Initial(recipe, teacherWidth), name => Learns(name, recipe), CPU, recipe.Lora?.Scale ?? 1);
    }

    /// <summary>What training begins with, by name.</summary>
    internal Dictionary<string, Tensor> Initial(Recipe recipe, int? teacherWidth)
    {
        var initial = new Dictionary<string, Tensor>();
        using (var checkpoint = Checkpoint.Open(_folder))
        {
            foreach (var name in checkpoint.Names)
            {
                initial[name] = checkpoint.Read(name);
            }
        }
        var heads = Path.Combine(_folder, HeadsFile);
        if (File.Exists(heads))
        {
            using var file = SafetensorsFile.Open(heads);
            foreach (
                var name in file.Tensors.Keys.Where(name => !$"{HeadsPrefix}{name}".StartsWith(AlignmentPrefix, StringComparison.Ordinal))
            )
            {
                initial[HeadsPrefix + name] = file.Read(name);
            }
        }
        var drawn = new InitialWeights(recipe.Seed, ScalarType.Float32, CPU);
        foreach (var (name, tensor) in Objective.NewHeads(recipe.Losses, Config, drawn))
        {
            initial.TryAdd(HeadsPrefix + name, tensor);
        }
        if (recipe.Losses.Align is { } align)
        {
            var width = teacherWidth ?? throw new InvalidOperationException("an alignment without a teacher");
            foreach (var (name, tensor) in Alignment.NewWeights(align, Config, width, recipe.Seed))
            {
                initial[name] = tensor;
            }
        }
        if (recipe.Lora is { } lora)
        {
            foreach (var module in LoraUpdates.AllLinear(initial).Where(module => IsPartThatLearns(module, recipe)).ToList())
            {
                foreach (var (name, factor) in LoraUpdates.New(module, initial[$"{module}.weight"], lora, recipe.Seed))
                {
                    initial[name] = factor;
                }
            }
        }
        return initial;
    }

    internal bool Learns(string name, Recipe recipe) =>
        name.StartsWith(AlignmentPrefix, StringComparison.Ordinal)
            ? recipe.Losses.Align!.Projector.Learns
            : name.StartsWith(HeadsPrefix, StringComparison.Ordinal)
                || (recipe.Lora is null ? !OpenVla.IsUnused(name, Config) && IsPartThatLearns(name, recipe) : LoraUpdates.IsFactor(name));

    private static bool IsPartThatLearns(string name, Recipe recipe) =>
        recipe.Learns == LearningPart.All || !name.StartsWith("vision_backbone.", StringComparison.Ordinal);
}
