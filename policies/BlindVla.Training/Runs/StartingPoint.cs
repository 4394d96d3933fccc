using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>The checkpoint that training begins with, and the heads that were trained beside it.</summary>
internal sealed class StartingPoint
{
    /// <summary>Beside the weights: what only training uses.</summary>
    public const string HeadsFile = "heads.safetensors";

    public const string HeadsPrefix = "heads.";

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

    /// <summary>All weights, those that a recipe trains ready to be trained.</summary>
    public TrainableWeights Weights(Recipe recipe)
    {
        using var scope = NewDisposeScope();
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
            foreach (var name in file.Tensors.Keys)
            {
                initial[HeadsPrefix + name] = file.Read(name);
            }
        }
        var drawn = new InitialWeights(recipe.Seed, ScalarType.Float32, CPU);
        foreach (var (name, tensor) in Objective.NewHeads(recipe.Losses, Config, drawn))
        {
            initial.TryAdd(HeadsPrefix + name, tensor);
        }
        return new(initial, name => Learns(name, recipe), CPU);
    }

    private bool Learns(string name, Recipe recipe) =>
        name.StartsWith(HeadsPrefix, StringComparison.Ordinal)
        || (
            !OpenVla.IsUnused(name, Config)
            && (recipe.Learns == LearningPart.All || !name.StartsWith("vision_backbone.", StringComparison.Ordinal))
        );
}
