namespace BlindVla.DataSets.Tests;

public sealed class LeRobotWriterTests
{
    private const int Episodes = 7;

    [Test]
    public async Task Write_ThenOpen_GivesEveryFrameBack()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), Episodes);

        var set = LeRobotDataSet.Open(folder.Path("set"));

        Assert.That(set.Frames, Is.EqualTo(Enumerable.Range(1, Episodes).Sum()));
        Assert.That(set.Episodes, Has.Length.EqualTo(Episodes));
        var next = 0;
        for (var index = 0; index < Episodes; index++)
        {
            var episode = SomeEpisodes.Number(index);
            foreach (var (number, frame) in episode.Frames.Index())
            {
                using (Assert.EnterMultipleScope())
                {
                    Assert.That(set.Png(next).ToArray(), Is.EqualTo(frame.Png));
                    Assert.That(set.Picture(next).Rgb.ToArray(), Is.EqualTo(SomeEpisodes.Picture(index, number).Rgb.ToArray()));
                    Assert.That(set.State(next).ToArray(), Is.EqualTo(frame.State));
                    Assert.That(set.Action(next).ToArray(), Is.EqualTo(frame.Action));
                    Assert.That(set.Task(next), Is.EqualTo(episode.Task));
                    Assert.That(set.Episode(next).Source, Is.EqualTo(episode.Source));
                    Assert.That(set.Questions(next), Is.EqualTo(frame.Questions));
                    Assert.That(
                        set.Annotations(next).Select(a => (a.Name, a.Kind, a.Split, a.U, a.V, (float)a.Position.X)),
                        Is.EqualTo(frame.Annotations.Select(a => (a.Name, a.Kind, a.Split, a.U, a.V, (float)a.Position.X)))
                    );
                }
                next++;
            }
        }
    }

    [Test]
    public async Task Write_KilledAnywhere_AndBegunAgain_LeavesTheSameBytes([Range(0, Episodes - 1)] int killedAfter)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("whole"), Episodes);
        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes, killedAfter);
        Assume.That(File.Exists(Path.Combine(folder.Path("killed"), "meta", "stats.json")), Is.False);

        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes);

        Assert.That(TemporaryFolder.Content(folder.Path("killed")), Is.EqualTo(TemporaryFolder.Content(folder.Path("whole"))));
    }

    /// <summary>Who acted, what came of it, and at which frames the task was done, in every file and whoever stopped in between.</summary>
    [Test]
    public async Task Write_OfRollouts_GivesThemBack_AndGoesOnToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync("whole", Episodes);
        await WriteAsync("stopped", 3);
        await WriteAsync("stopped", Episodes);

        var set = LeRobotDataSet.Open(folder.Path("whole"));
        Assert.That(set.Format.HasRollouts);
        Assert.That(set.Episodes.Select(episode => episode.Source.Rollout), Is.EqualTo(Enumerable.Range(0, Episodes).Select(Rollout)));
        Assert.That(TemporaryFolder.Content(folder.Path("stopped")), Is.EqualTo(TemporaryFolder.Content(folder.Path("whole"))));
        var table = await ParquetTable.ReadAsync(folder.Path("whole/data/chunk-000/file-000.parquet"));
        // Of episodes with one, two, three and four frames.
        Assert.That(Ones("next.success"), Is.EqualTo("0 01 011 0111".Replace(" ", "", StringComparison.Ordinal)));
        Assert.That(Ones("next.done"), Is.EqualTo("1 01 001 0001".Replace(" ", "", StringComparison.Ordinal)));

        string Ones(string column) => string.Concat(table.Get<bool>(column).Select(holds => holds ? '1' : '0'));

        static Rollout Rollout(int index) => new("run", index % 2 == 0 ? "naive" : "align", "vision/texture@0.5", "ood", "success");

        async Task WriteAsync(string name, int count)
        {
            var format = SomeEpisodes.Format with { HasRollouts = true };
            using var writer = await LeRobotWriter.OpenAsync(folder.Path(name), format, SomeEpisodes.Arguments, partBytes: 1000);
            for (var i = writer.Finished.Count; i < count; i++)
            {
                var episode = SomeEpisodes.Number(i);
                await writer.AddAsync(
                    episode with
                    {
                        Source = episode.Source with { Rollout = Rollout(i) },
                        Frames = [.. episode.Frames.Select((frame, number) => frame with { Success = number > 0 })],
                    }
                );
            }
            await (count == Episodes ? writer.FinishAsync() : writer.KeepAsync());
        }
    }

    [Test]
    public async Task Write_KilledBetweenAPartAndTheFilesThatCountIt_LeavesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("whole"), Episodes);
        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes, 4);
        File.Delete(Path.Combine(folder.Path("killed"), "meta", "info.json"));
        File.Delete(Path.Combine(folder.Path("killed"), "meta", "tasks.parquet"));

        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes);

        Assert.That(TemporaryFolder.Content(folder.Path("killed")), Is.EqualTo(TemporaryFolder.Content(folder.Path("whole"))));
    }

    [Test]
    public async Task Write_StoppedAnywhere_KeepsEveryEpisode_AndGoesOnToTheSameBytes([Range(1, Episodes - 1)] int stoppedAfter)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("whole"), Episodes);
        await SomeEpisodes.WriteAsync(folder.Path("stopped"), Episodes, stoppedAfter, keeps: true);

        Assert.That(LeRobotDataSet.Open(folder.Path("stopped"), unfinished: true).Episodes, Has.Length.EqualTo(stoppedAfter));
        await SomeEpisodes.WriteAsync(folder.Path("stopped"), Episodes, stoppedAfter + 1, keeps: true);
        await SomeEpisodes.WriteAsync(folder.Path("stopped"), Episodes);

        Assert.That(TemporaryFolder.Content(folder.Path("stopped")), Is.EqualTo(TemporaryFolder.Content(folder.Path("whole"))));
    }

    /// <summary>The files of a part are replaced one after the other, that of the episodes last.</summary>
    [Test]
    public async Task Write_KilledWhileAPartGrows_LosesNothing([Range(1, Episodes - 2)] int before, [Range(1, 3)] int replaced)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("whole"), Episodes);
        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes, before, keeps: true);
        await SomeEpisodes.WriteAsync(folder.Path("grown"), Episodes, before + 1, keeps: true);
        foreach (var kind in new[] { "data", "annotations", "questions" }.Take(replaced))
        {
            foreach (var file in Directory.GetFiles(folder.Path($"killed/{kind}/chunk-000")))
            {
                File.Copy(folder.Path($"grown/{kind}/chunk-000/{Path.GetFileName(file)}"), file, overwrite: true);
            }
        }

        Assert.That(LeRobotDataSet.Open(folder.Path("killed"), unfinished: true).Episodes, Has.Length.EqualTo(before));
        await SomeEpisodes.WriteAsync(folder.Path("killed"), Episodes);

        Assert.That(TemporaryFolder.Content(folder.Path("killed")), Is.EqualTo(TemporaryFolder.Content(folder.Path("whole"))));
    }

    [TestCase("data/chunk-000/file-000.parquet", true)]
    [TestCase("data/chunk-000/file-000.parquet", false)]
    [TestCase("annotations/chunk-000/file-001.parquet", true)]
    [TestCase("questions/chunk-000/file-000.parquet", false)]
    [TestCase("meta/episodes/chunk-000/file-001.parquet", true)]
    [TestCase("meta/tasks.parquet", true)]
    public async Task Open_OfATruncatedFile_NamesIt(string file, bool isFinished)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), Episodes, isFinished ? null : Episodes - 1, keeps: true);
        var path = folder.Path($"set/{file}");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);

        Assert.That(
            async () => await SomeEpisodes.WriteAsync(folder.Path("set"), Episodes),
            Throws.TypeOf<DataSetException>().With.Message.Contains(Path.GetFileName(file))
        );
    }

    [Test]
    public void Open_AFolderOfSomethingElse_IsRefusedByAName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Path("thesis.txt"), "");

        Assert.That(
            async () => await LeRobotWriter.OpenAsync(folder.Path(""), SomeEpisodes.Format, SomeEpisodes.Arguments),
            Throws.TypeOf<DataSetException>().With.Message.Contains("thesis.txt")
        );
    }

    [Test]
    public async Task Open_WithOtherArguments_NamesThem()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 2, killedAfter: 1);
        var others = new Dictionary<string, string>(SomeEpisodes.Arguments) { ["seed"] = "2" };

        Assert.That(
            async () => await LeRobotWriter.OpenAsync(folder.Path("set"), SomeEpisodes.Format, others),
            Throws.TypeOf<DataSetException>().With.Message.Contains("seed: begun with 1, now 2").And.Message.Not.Contains("scenes")
        );
    }

    [Test]
    public async Task Open_WhileAnotherWriterIsAtIt_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var first = await LeRobotWriter.OpenAsync(folder.Path("set"), SomeEpisodes.Format, SomeEpisodes.Arguments);

        Assert.That(
            async () => await LeRobotWriter.OpenAsync(folder.Path("set"), SomeEpisodes.Format, SomeEpisodes.Arguments),
            Throws.TypeOf<DataSetException>().With.Message.Contains("another process")
        );
    }
}
