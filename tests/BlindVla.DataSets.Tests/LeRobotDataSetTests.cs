using System.Text.Json.Nodes;

namespace BlindVla.DataSets.Tests;

public sealed class LeRobotDataSetTests
{
    [Test]
    public async Task Open_Unfinished_OnlyWhereThatIsSaid()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 6, killedAfter: 4);

        Assert.That(
            () => LeRobotDataSet.Open(folder.Path("set")),
            Throws.TypeOf<DataSetException>().With.Message.Contains("is not finished")
        );
        var some = LeRobotDataSet.Open(folder.Path("set"), unfinished: true);
        Assert.That(some.Episodes.Length, Is.InRange(1, 4));
        Assert.That(some.Frames, Is.EqualTo(some.Episodes.Sum(episode => episode.Length)));
    }

    [Test]
    public void Open_WhereNothingIs_NamesTheFile()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => LeRobotDataSet.Open(folder.Path("set")), Throws.TypeOf<DataSetException>().With.Message.Contains("info.json"));
    }

    [TestCase("total_frames", 1000, "total_frames")]
    [TestCase("total_episodes", 1, "total_episodes")]
    [TestCase("total_tasks", 5, "total_tasks")]
    [TestCase("codebase_version", "v2.1", "codebase_version")]
    public async Task Open_WhereInfoSaysSomethingElseThanTheFiles_NamesTheField(string field, object value, string named)
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        ChangeInfo(folder.Path("set"), info => info[field] = JsonValue.Create(value));

        Assert.That(() => LeRobotDataSet.Open(folder.Path("set")), Throws.TypeOf<DataSetException>().With.Message.Contains(named));
    }

    [Test]
    public async Task Open_WithAVectorOfAnotherLength_NamesTheColumn()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        ChangeInfo(folder.Path("set"), info => info["features"]!["action"]!["shape"] = new JsonArray(7));

        Assert.That(() => LeRobotDataSet.Open(folder.Path("set")), Throws.TypeOf<DataSetException>().With.Message.Contains("'action'"));
    }

    [Test]
    public async Task Open_ADamagedFile_NamesIt()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        var path = Path.Combine(folder.Path("set"), "data", "chunk-000", "file-000.parquet");
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);

        Assert.That(() => LeRobotDataSet.Open(folder.Path("set")), Throws.TypeOf<DataSetException>().With.Message.Contains(path));
    }

    [Test]
    public async Task Png_OfDataSetWhoseFolderIsGone_IsThere()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        var set = LeRobotDataSet.Open(folder.Path("set"));
        var last = set.Png(set.Frames - 1).ToArray();

        Directory.Delete(folder.Path("set"), recursive: true);

        Assert.That(set.Png(set.Frames - 1).ToArray(), Is.EqualTo(last));
    }

    [Test]
    public async Task Picture_OfDataSetThatWasCutOff_IsNamed()
    {
        using var folder = new TemporaryFolder();
        await SomeEpisodes.WriteAsync(folder.Path("set"), 3);
        var set = LeRobotDataSet.Open(folder.Path("set"));
        var path = Path.Combine(folder.Path("set"), "data", "chunk-000", "file-000.parquet");

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(8);

        Assert.That(
            () => set.Picture(set.Frames - 1),
            Throws.TypeOf<DataSetException>().With.Message.Contains(path).And.Message.Contains("became shorter")
        );
    }

    [Test]
    public async Task Find_OfPicturesInAnyOrderAndTwice_ReadsTheSame()
    {
        using var folder = new TemporaryFolder();
        byte[] content = [9, 1, 2, 3, 0, 0, 4, 5, 7];
        await File.WriteAllBytesAsync(folder.Path("part"), content);
        using var file = File.OpenRead(folder.Path("part"));
        byte[][] pictures =
        [
            [1, 2, 3],
            [4, 5],
            [4, 5],
            [2, 3, 0],
            [],
        ];

        var found = StoredPicture.Find(file, content, pictures);

        Assert.That(found.Select(picture => picture.Read()), Is.EqualTo(pictures));
    }

    [Test]
    public async Task Find_OfPicturesThatArePackedOnceMore_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.Path("part"), [1, 2, 3]);
        using var file = File.OpenRead(folder.Path("part"));

        Assert.That(
            () =>
                StoredPicture.Find(
                    file,
                    [1, 2, 3],
                    [
                        [1, 3],
                    ]
                ),
            Throws.TypeOf<DataSetException>().With.Message.Contains(folder.Path("part")).And.Message.Contains("without compression")
        );
    }

    private static void ChangeInfo(string folder, Action<JsonNode> change)
    {
        var path = Path.Combine(folder, "meta", "info.json");
        var info = JsonNode.Parse(File.ReadAllText(path))!;
        change(info);
        File.WriteAllText(path, info.ToJsonString());
    }
}
