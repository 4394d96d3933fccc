using System.Globalization;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Imaging;
using BlindVla.Policies.Torch;

namespace BlindVla.Training.Tests;

/// <summary>Whole runs on a data set on disk.</summary>
public sealed class TrainingJobTests
{
    private const int Edge = 48;

    private static readonly Recipe Aligned = TinyTraining.Recipe with
    {
        NewNetwork = null,
        Data = [new("boards", DataKind.Questions, 1)],
        Losses = new(
            0.5,
            [],
            1,
            new(0.2, new(TeacherKind.Base, false), new("middle"), new(ProjectorKind.Mlp, false), 16, AlignmentDistance.Cosine)
        ),
        Steps = 2,
        Batch = 4,
    };

    private static readonly Recipe Fresh = TinyTraining.Recipe with { Data = Aligned.Data, Steps = 2, Batch = 4 };

    private string _folder = null!;

    private string Data => Path.Combine(_folder, "data");

    [SetUp]
    public async Task SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("job").FullName;
        TinyTraining.NewCheckpoint(_folder);
        using var writer = await LeRobotWriter.OpenAsync(
            Data,
            new("camera", Edge, Edge, ["s"], ["a"], 5, "train"),
            new Dictionary<string, string> { ["seed"] = "1" }
        );
        for (var episode = 0; episode < 3; episode++)
        {
            await writer.AddAsync(
                new(
                    "look",
                    new($"scene-{episode}", episode, "square", "plate", "table"),
                    [.. Enumerable.Range(0, 8).Select(i => Frame(episode, i))]
                )
            );
        }
        await writer.FinishAsync();
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Run_WithATeacher_AsksItOnceForAllRuns()
    {
        var (first, second) = (new RecordingObserver(), new RecordingObserver());

        Run("one", Aligned, first);
        Run("two", Aligned with { Seed = 4, Sha256 = "another" }, second);

        Assert.That(first.Features.Select(f => f.Data).Distinct(), Is.EqualTo(new[] { "boards", "validation" }));
        Assert.That(first.Features.Where(f => f.Data == "boards").Select(f => f.Done), Is.EqualTo(new[] { 0, 16, 24 }));
        Assert.That(second.Features, Is.Empty);
        Assert.That(second.Rows[^1].Cosine, Is.Not.Null);
        Assert.That(second.Validations[^1].Cosine, Is.Not.Null);
        Assert.That(second.Validations[^1].PlaceErrorMm, Is.GreaterThan(0));
        Assert.That(Directory.GetFiles(Path.Combine(_folder, "runs", "teachers")), Has.Length.EqualTo(2));
        Assert.That(File.ReadLines(Path.Combine(_folder, "runs", "one", "log.csv")).First(), Does.EndWith("align_loss,cosine"));
        Assert.That(OpenVlaConfig.Load(Path.Combine(_folder, "runs", "one", "checkpoint")), Is.Not.Null);
    }

    [Test]
    public void Run_CancelledWhileTheTeacherLooks_GoesOn()
    {
        using var source = new CancellationTokenSource();
        using (var job = Open("one", Aligned))
        {
            source.Cancel();
            Assert.That(job.Run(new RecordingObserver(), source.Token), Is.False);
        }

        Run("one", Aligned, new RecordingObserver());

        Assert.That(Directory.GetFiles(Path.Combine(_folder, "runs", "teachers")), Has.All.EndsWith(".features"));
    }

    [Test]
    public void Run_WithUpdates_WritesTheAdapterBesideTheCheckpoint()
    {
        Run("lora", Aligned with { Lora = new(4, 8), Losses = new(1, [], 0) }, new RecordingObserver());

        using var checkpoint = Checkpoint.Open(Path.Combine(_folder, "start"));
        using var adapter = LoraAdapter.Open(Path.Combine(_folder, "runs", "lora", "adapter"), checkpoint);
        Assert.That(adapter.Find("language_model.lm_head"), Is.Not.Null);
        using var merged = Checkpoint.Open(Path.Combine(_folder, "runs", "lora", "checkpoint"));
        Assert.That(merged.Names, Is.EqualTo(checkpoint.Names));
    }

    [Test]
    public void Open_WithATeacherFolderThatIsMissingOrTooMany_SaysSo()
    {
        var radio = Aligned with
        {
            Losses = Aligned.Losses with { Align = Aligned.Losses.Align! with { Teacher = new(TeacherKind.Radio, false) } },
        };

        var missing = Assert.Throws<TrainingException>(() => Open("one", radio).Dispose());
        var surplus = Assert.Throws<TrainingException>(() => Open("one", Aligned, teacher: _folder).Dispose());

        Assert.That(missing!.Message, Does.Contain("--teacher FOLDER"));
        Assert.That(surplus!.Message, Does.Contain("--teacher has no meaning"));
        Assert.That(Directory.Exists(Path.Combine(_folder, "runs")), Is.False, "nothing was written");
    }

    [Test]
    public void Open_WithAnotherTeacherInTheSameFolder_IsRefused()
    {
        var golden = Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", "radio-teacher");
        var other = Path.Combine(_folder, "radio");
        Directory.CreateDirectory(other);
        File.Copy(Path.Combine(golden, "config.json"), Path.Combine(other, "config.json"));
        File.Copy(Path.Combine(golden, "golden.safetensors"), Path.Combine(other, "model.safetensors"));
        var radio = Aligned with
        {
            Losses = Aligned.Losses with { Align = Aligned.Losses.Align! with { Teacher = new(TeacherKind.Radio, false) } },
        };
        Open("one", radio, teacher: golden).Dispose();

        var error = Assert.Throws<TrainingException>(() => Open("one", radio, teacher: other).Dispose());

        Assert.That(error!.Message, Does.Contain("what differs: the teacher;"));
    }

    [Test]
    public void Run_Again_GivesTheSameCheckpointWithTheSameCard()
    {
        var recipe = Aligned with { Losses = new(0.5, [], 1) };
        Run("one", recipe, new RecordingObserver());
        using (var job = Open("two", recipe))
        {
            job.Training.MakeStep();
            job.Training.Save();
        }
        Run("two", recipe, new RecordingObserver());

        Assert.That(Content("two"), Is.EqualTo(Content("one")));
        Assert.That(Content("one").Select(file => file.Name), Does.Contain("README.md"));

        List<(string Name, string Bytes)> Content(string run) =>
            [
                .. Directory
                    .GetFiles(Path.Combine(_folder, "runs", run, "checkpoint"))
                    .Order()
                    .Select(file => (Path.GetFileName(file), Convert.ToHexString(File.ReadAllBytes(file)))),
            ];
    }

    [Test]
    public void Card_SaysWhatTheCheckpointIsMadeOf()
    {
        var observer = new RecordingObserver();
        Run("one", Aligned with { Sha256 = "0123abcd", Text = "name: tiny\n" }, observer);

        var card = File.ReadAllText(Path.Combine(_folder, "runs", "one", "checkpoint", "README.md"));

        Assert.That(card, Does.StartWith("---\nlibrary_name: transformers\n").And.Contain("\n---\n\n# tiny\n\nFor tests.\n"));
        Assert.That(card, Does.Contain("0123abcd").And.Contain("```yaml\nname: tiny\n```"));
        Assert.That(card, Does.Contain($"| boards | questions | 3 | 24 | 5 | {RunIdentity.OfData(Data)} |"));
        Assert.That(card, Does.Contain($"| validation | looked at | 3 | 24 | 5 | {RunIdentity.OfData(Data)} |"));
        Assert.That(card, Does.Match(@"\| began with \| a checkpoint, SHA-256 [0-9a-f]{64} \|").And.Contain("| teacher | base |"));
        Assert.That(card, Does.Contain("| seed | 3 |").And.Contain("| steps | 2 of 4 samples |").And.Contain("| harness | 0."));
        Assert.That(
            card,
            Does.Contain(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {observer.Rows[^1].TokenLoss:G6} | {observer.Validations[^1].TokenLoss:G6} |"
                )
            )
        );
        Assert.That(card, Does.Not.Contain(_folder).And.Not.Contain("samples_per_second"));
    }

    [Test]
    public void Open_AfterTheCardOfItsStartWasEdited_GoesOn()
    {
        Open("one", Aligned).Dispose();
        File.WriteAllText(Path.Combine(_folder, "start", "README.md"), "Mine.");

        Assert.That(() => Open("one", Aligned).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Run_WritesEventsBesideTheLog()
    {
        Run("one", Aligned, new RecordingObserver());

        Assert.That(Directory.GetFiles(Path.Combine(_folder, "runs", "one"), "*tfevents*"), Has.Length.EqualTo(1));
    }

    /// <summary>One bit of its weights would be another network to begin with.</summary>
    [Test]
    public void Open_WithADamagedStartOfItsOwn_NamesTheFileAndWhatRemovingItDoes()
    {
        Open("one", Fresh).Dispose();
        var file = Path.Combine(_folder, "runs", "one", "start", "model.safetensors");
        var whole = File.ReadAllBytes(file);
        Flip(file);

        var error = Assert.Throws<CheckpointException>(() => Open("one", Fresh).Dispose());

        Assert.That(error!.Message, Does.StartWith($"{file} is not what was saved").And.Contain("the same command writes it anew"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Open("one", Fresh).Dispose();
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(whole));
    }

    [TestCase("checkpoint", "model.safetensors")]
    [TestCase("checkpoint", "config.json")]
    [TestCase("adapter", "adapter_model.safetensors")]
    public void IsDone_OfAResultThatIsDamaged_NamesTheFileAndOfAnIncompleteOneIsFalse(string part, string name)
    {
        var recipe = Aligned with { Lora = new(4, 8), Losses = new(1, [], 0) };
        Run("one", recipe, new RecordingObserver());
        var file = Path.Combine(_folder, "runs", "one", part, name);
        var whole = File.ReadAllBytes(file);
        using (var job = Open("one", recipe))
        {
            Assert.That(job.IsDone(), Is.True);

            Flip(file);
            Assert.That(
                () => job.IsDone(),
                Throws.InstanceOf<CheckpointException>().With.Message.StartsWith($"{file} is not what was saved")
            );

            File.Delete(file);
            Assert.That(job.IsDone(), Is.False);
        }

        Run("one", recipe, new RecordingObserver());

        Assert.That(File.ReadAllBytes(file), Is.EqualTo(whole), "written anew from the last save");
    }

    [Test]
    public void IsDone_AfterTheCardWasEdited_StaysSo()
    {
        Run("one", Aligned, new RecordingObserver());
        File.WriteAllText(Path.Combine(_folder, "runs", "one", "checkpoint", "README.md"), "Mine.");

        using var job = Open("one", Aligned);

        Assert.That(job.IsDone(), Is.True);
    }

    [Test]
    public void LostLogs_OfStepsWhoseRowsAreGone_NamesTheFiles()
    {
        var recipe = Aligned with { Losses = new(0.5, [], 1) };
        using (var job = Open("one", recipe))
        {
            Assert.That(job.LostLogs, Is.Empty, "nothing was logged yet");
            job.Training.MakeStep();
            job.Training.Save();
        }
        using (var job = Open("one", recipe))
        {
            Assert.That(job.LostLogs, Is.EqualTo(new[] { "log.csv", "validation.csv", "events.out.tfevents.blindvla" }));
            job.Run(new RecordingObserver(), CancellationToken.None);
        }

        using var again = Open("one", recipe);

        Assert.That(again.LostLogs, Is.Empty);
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private TrainingJob Open(string run, Recipe recipe, string? teacher = null) =>
        TrainingJob.Open(
            recipe,
            new(
                recipe.NewNetwork is null ? Path.Combine(_folder, "start") : null,
                new Dictionary<string, string> { ["boards"] = Data },
                Data,
                Path.Combine(_folder, "runs", run),
                Threads: 1,
                teacher
            ),
            TimeProvider.System
        );

    private void Run(string run, Recipe recipe, RecordingObserver observer)
    {
        using var job = Open(run, recipe);
        Assert.That(job.Run(observer, CancellationToken.None), Is.True);
    }

    private static Frame Frame(int episode, int frame)
    {
        var random = KeyedRandom.Create((ulong)episode, $"{frame}");
        byte[] rgb = [.. Enumerable.Range(0, Edge * Edge * 3).Select(_ => (byte)random.NextInt(256))];
        return new(
            FastPng.Encode(new Picture(Edge, Edge, rgb)),
            [frame],
            [0],
            [new("red square", EntityKind.Object, "train", new(-0.16, 0, 0.87), 0.25, 0.5)],
            [new(QuestionKind.Count, "is there a red square?", "yes")]
        );
    }
}
