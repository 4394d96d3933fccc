using BlindVla.Files;

namespace BlindVla.Training.Tests;

public sealed class RecipeFileTests
{
    private const string Whole = """
        schema_version: 1
        name: some
        description: For tests
        data:
          - {name: demos, learn: actions, share: 3}
          - {name: static, learn: questions}
        steps: 100
        batch: 8
        optimizer: {learning_rate: 0.001, warmup_steps: 10, final_fraction: 0.1, weight_decay: 0.05, clip_norm: 1}
        losses: {tokens: 1, neighbours: [0.1, 0.05], places: 0.5}
        learns: without_vision
        augmentation: {crop_area: 0.9, brightness: 0.2}
        seed: 4
        """;

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("recipe").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_WholeRecipe_IsAllOfIt()
    {
        var recipe = Load(Whole);

        Assert.That(recipe.Data, Is.EqualTo(new DataShare[] { new("demos", DataKind.Actions, 3), new("static", DataKind.Questions, 1) }));
        Assert.That(recipe.Optimizer, Is.EqualTo(new OptimizerSettings(0.001, 10, 0.1, 0.05, 1)));
        Assert.That(recipe.Losses.Neighbours, Is.EqualTo(new[] { 0.1, 0.05 }));
        Assert.That(recipe.Augmentation, Is.EqualTo(new Augmentation(0.9, 0.2, 0, 0, 0)));
        Assert.That(recipe, Has.Property("Learns").EqualTo(LearningPart.WithoutVision).And.Property("Seed").EqualTo(4));
    }

    [Test]
    public void Load_Extension_IsTheOtherWithChanges()
    {
        File.WriteAllText(Path.Combine(_folder, "base.yaml"), Whole.Replace("name: some", "name: base", StringComparison.Ordinal));

        var recipe = Load("extends: base\nschema_version: 1\nname: some\ndescription: Shorter\nsteps: 7\n");

        Assert.That(recipe, Has.Property("Steps").EqualTo(7).And.Property("Batch").EqualTo(8));
    }

    [Test]
    public void WithSeed_IsAnotherRecipe() => Assert.That(Load(Whole).WithSeed(9).Sha256, Is.Not.EqualTo(Load(Whole).Sha256));

    [Test]
    public void WithSeed_OfTheRecipesOwn_IsTheSameRecipe()
    {
        var recipe = Load(Whole);

        Assert.That(recipe.WithSeed(4), Is.SameAs(recipe));
        Assert.That(recipe.Is($"{recipe.Sha256} with seed 4"), Is.True, "as an older version wrote it");
        Assert.That(recipe.Is($"{recipe.Sha256} with seed 5"), Is.False);
    }

    [TestCase("steps: 100", "steps: 0", "expected the number of steps from 1")]
    [TestCase("batch: 8", "batch: 8\naccumulate: 3", "expected a divisor of the 8 samples of a step, found 3")]
    [TestCase("learn: actions", "learn: acts", "there is no kind of data 'acts'")]
    [TestCase("learns: without_vision", "learns: language", "there is no part that learns 'language'")]
    [TestCase("neighbours: [0.1, 0.05]", "neighbours: [0.3, 0.2]", "leave something for the label itself")]
    [TestCase("losses: {tokens: 1, neighbours: [0.1, 0.05], places: 0.5}", "losses: {tokens: 0}", "expected a loss with a weight")]
    [TestCase("learning_rate: 0.001", "learning_rate: .nan", "expected the learning rate")]
    [TestCase("learning_rate: 0.001", "learning_rate: 0", "expected the learning rate, more than 0 and at most 10, found 0")]
    [TestCase("learning_rate: 0.001", "learning_rate: 11", "expected the learning rate, more than 0 and at most 10, found 11")]
    [TestCase("name: static, learn", "name: demos, learn", "the data set 'demos' is named twice")]
    [TestCase("seed: 4", "seed: 4\nspeed: 3", "a recipe has no key 'speed'; did you mean 'seed'")]
    [TestCase("name: some", "name: other", "expected 'some', the name of the file")]
    public void Load_WhatCannotBe_IsNamed(string from, string to, string expected)
    {
        var error = Assert.Throws<InputException>(() => Load(Whole.Replace(from, to, StringComparison.Ordinal)));

        Assert.That(error!.Message, Does.Contain(expected));
    }

    [TestCase("image_size: 128", "image_size: 120", "expected whole patches")]
    [TestCase("heads: 4, mlp_hidden: 320", "heads: 3, mlp_hidden: 320", "expected heads of an even number of channels")]
    public void Load_NetworkThatCannotBe_IsNamed(string from, string to, string expected)
    {
        const string Network = """

            new_network:
              image_size: 128
              patch_size: 16
              vision: {width: 80, blocks: 3, heads: 4, mlp_hidden: 320}
              language: {width: 128, blocks: 3, heads: 4, mlp_hidden: 344}
            """;
        var error = Assert.Throws<InputException>(() => Load(Whole + Network.Replace(from, to, StringComparison.Ordinal)));

        Assert.That(error!.Message, Does.Contain(expected));
    }

    [Test]
    public void Load_EveryShippedRecipe_Works()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "recipes");

        var files = Directory.GetFiles(folder, "*.yaml");

        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
        {
            Assert.That(RecipeFile.Load(file, folder).Description, Is.Not.Empty, file);
        }
    }

    private Recipe Load(string text)
    {
        var path = Path.Combine(_folder, "some.yaml");
        File.WriteAllText(path, text);
        return RecipeFile.Load(path, _folder);
    }
}
