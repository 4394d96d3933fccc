using System.Collections.Immutable;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>How a checkpoint is made: from what, on what, by which losses, for how long.</summary>
/// <param name="Name">What the result is called.</param>
/// <param name="Description">For people.</param>
/// <param name="NewNetwork">Sizes of a network that begins from nothing; null where a checkpoint is given to start from.</param>
/// <param name="Data">What every batch is made of.</param>
/// <param name="Steps">Steps of the optimiser.</param>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Accumulate">Passes that a step's samples are dealt to, so that they fit into memory.</param>
/// <param name="Optimizer">AdamW and its learning rate.</param>
/// <param name="Losses">What is learned.</param>
/// <param name="Learns">Which weights.</param>
/// <param name="Augmentation">Null for none.</param>
/// <param name="ValidateEvery">Steps.</param>
/// <param name="SaveEvery">Steps.</param>
/// <param name="Seed">Of weights, order and augmentation.</param>
/// <param name="Sha256">Of the file as it was resolved, lower-case hex; and the seed, where it is not the file's.</param>
/// <param name="Text">The file as it was resolved.</param>
/// <param name="DType">What the finished checkpoint's weights are rounded to, a name of <see cref="WeightType"/>; training itself is in
/// float32.</param>
/// <param name="Lora">Low-rank updates are trained in place of whole weights; null for whole weights.</param>
public sealed record Recipe(
    string Name,
    string Description,
    NetworkShape? NewNetwork,
    ImmutableArray<DataShare> Data,
    int Steps,
    int Batch,
    int Accumulate,
    OptimizerSettings Optimizer,
    LossWeights Losses,
    LearningPart Learns,
    Augmentation? Augmentation,
    int ValidateEvery,
    int SaveEvery,
    ulong Seed,
    string Sha256,
    string Text = "",
    LoraSettings? Lora = null,
    string DType = WeightType.Float32
)
{
    /// <summary>The same with another seed, which is another recipe.</summary>
    public Recipe WithSeed(ulong seed) => seed == Seed ? this : this with { Seed = seed, Sha256 = Seeded(seed) };

    /// <summary>Whether a digest is this recipe's. An older version named a seed that was given even where it is the file's own.</summary>
    internal bool Is(string sha256) => sha256 == Sha256 || sha256 == Seeded(Seed);

    private string Seeded(ulong seed) => $"{Sha256.Split(' ')[0]} with seed {seed}";
}
