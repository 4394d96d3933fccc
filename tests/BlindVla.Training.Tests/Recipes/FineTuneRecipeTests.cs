using BlindVla.Files;
using BlindVla.Policies.Torch;

namespace BlindVla.Training.Tests;

/// <summary>The shipped fine-tunes, and what a recipe may say of alignment and low-rank updates.</summary>
public sealed class FineTuneRecipeTests
{
    private const string Basis = """
        schema_version: 1
        name: some
        description: For tests
        data:
          - {name: demonstrations, learn: actions}
        steps: 10
        batch: 4
        optimizer: {learning_rate: 0.001}
        seed: 0

        """;

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("recipe").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_OfTheFineTunes_DiffersInWhatTheirNamesSay()
    {
        var naive = Load("naive");
        foreach (var name in ShippedNames().Where(name => name.StartsWith("align", StringComparison.Ordinal) || name is "freeze" or "lora"))
        {
            var recipe = Load(name);
            Assert.That(
                recipe with
                {
                    Name = naive.Name,
                    Description = naive.Description,
                    Sha256 = naive.Sha256,
                    Text = naive.Text,
                    Learns = naive.Learns,
                    Lora = naive.Lora,
                    Losses = naive.Losses,
                    Data = naive.Data,
                },
                Is.EqualTo(naive),
                name
            );
            Assert.That(recipe.Data, Is.EqualTo(naive.Data), name);
            Assert.That((recipe.Losses.Tokens, recipe.Losses.Places), Is.EqualTo((naive.Losses.Tokens, naive.Losses.Places)), name);
            Assert.That(recipe.Losses.Neighbours, Is.EqualTo(naive.Losses.Neighbours), name);
        }
        AlignmentSettings Align(string name) => Load(name).Losses.Align!;
        var align = Align("align");
        Assert.That(naive.Losses.Align, Is.Null);
        Assert.That(
            align,
            Is.EqualTo(
                new AlignmentSettings(
                    0.2,
                    new(TeacherKind.ResNet18, false),
                    new("middle"),
                    new(ProjectorKind.Mlp, false),
                    Hidden: null,
                    AlignmentDistance.Cosine,
                    Every: 4
                )
            )
        );
        Assert.That(Load("freeze").Learns, Is.EqualTo(LearningPart.WithoutVision));
        Assert.That(Load("lora").Lora, Is.EqualTo(new LoraSettings(32, 16)));
        Assert.That(Align("align-base"), Is.EqualTo(align with { Teacher = new(TeacherKind.Base, false) }));
        Assert.That(Align("align-random"), Is.EqualTo(align with { Teacher = new(TeacherKind.ResNet18, true) }));
        Assert.That(Align("align-trainable"), Is.EqualTo(align with { Projector = new(ProjectorKind.Mlp, true) }));
        Assert.That(Align("align-orthogonal"), Is.EqualTo(align with { Projector = new(ProjectorKind.Orthogonal, false) }));
        Assert.That(Align("align-whitening"), Is.EqualTo(align with { Projector = new(ProjectorKind.Whitening, true) }));
        Assert.That(Align("align-early"), Is.EqualTo(align with { Layer = new("early") }));
        Assert.That(Align("align-late"), Is.EqualTo(align with { Layer = new("late") }));
        Assert.That(Align("align-l2"), Is.EqualTo(align with { Distance = AlignmentDistance.L2 }));
        Assert.That(Align("align-ntxent"), Is.EqualTo(align with { Distance = AlignmentDistance.NtXent }));
        Assert.That(Align("align-enc2enc"), Is.EqualTo(align with { Layer = null }));
    }

    [TestCase("losses: {align: {weight: 0.2, teacher: resnet}}", "resnet18")]
    [TestCase("losses: {align: {teacher: resnet18}}", "weight")]
    [TestCase("losses: {align: {weight: 0, teacher: resnet18}}", "weight of align")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, projector: film}}", "frozen-mlp")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, layer: centre}}", "middle")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, layer: -1}}", "hidden state")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, distance: l1}}", "l2")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, depth: 3}}", "'depth'")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, paradigm: enc2enc, layer: middle}}", "'layer' has no meaning")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, projector: frozen-orthogonal, hidden: 64}}", "'hidden' has no meaning")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18}}\naugmentation: {crop_area: 0.9}", "crop")]
    [TestCase("losses: {tokens: 0, places: 0, align: {weight: 1, teacher: resnet18, every: 2}}", "'every' leaves frames out")]
    [TestCase("losses: {align: {weight: 1, teacher: resnet18, paradigm: enc2enc}}\nlearns: without_vision", "does not learn")]
    [TestCase(
        "losses: {align: {weight: 1, teacher: random-base}}\nnew_network: {image_size: 32, patch_size: 8, "
            + "vision: {width: 16, blocks: 1, heads: 2, mlp_hidden: 32}, language: {width: 16, blocks: 1, heads: 2, mlp_hidden: 32}}",
        "random-base"
    )]
    [TestCase("losses: {tokens: 1}\nlora: {rank: 32, alpha: 16}", "target")]
    [TestCase("losses: {tokens: 1}\nlora: {rank: 0, alpha: 16, target: all-linear}", "rank")]
    [TestCase("losses: {tokens: 1}\nlora: {rank: 4, alpha: 16, target: attention}", "all-linear")]
    [TestCase("losses: {tokens: 1}\nlora: {rank: 4, alpha: 16, target: all-linear, dropout: 0.1}", "'dropout'")]
    public void Load_OfWhatIsNotUnderstood_SaysWhatAndWhatToDo(string rest, string said)
    {
        var path = Path.Combine(_folder, "some.yaml");
        File.WriteAllText(path, Basis + rest);

        var error = Assert.Throws<InputException>(() => RecipeFile.Load(path));

        Assert.That(error!.Message, Does.Contain(said));
    }

    [Test]
    public void Load_OfAnAlignmentAlone_NeedsNoOtherLoss()
    {
        var path = Path.Combine(_folder, "some.yaml");
        File.WriteAllText(path, Basis + "losses: {align: {weight: 1, teacher: base, layer: 3, hidden: 64}}");

        var align = RecipeFile.Load(path).Losses.Align!;

        Assert.That((align.Layer, align.Hidden), Is.EqualTo((new AlignedLayer("3"), 64)));
    }

    private static string Shipped => Path.Combine(TestContext.CurrentContext.TestDirectory, "recipes");

    private static Recipe Load(string name) => RecipeFile.Load(Path.Combine(Shipped, $"{name}.yaml"), Shipped);

    private static IEnumerable<string> ShippedNames() =>
        Directory.EnumerateFiles(Shipped, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
