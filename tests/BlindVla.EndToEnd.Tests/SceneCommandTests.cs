using BlindVla.Cli;
using BlindVla.Imaging;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The commands that look at scenes without running them, through a bridge to a fake world that has every asset's name.</summary>
[CancelAfter(120_000)]
public sealed class SceneCommandTests
{
    private Workplace _workplace = null!;
    private FakeSimServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _workplace = new();
        _server = await FakeBridge.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        _workplace.Dispose();
    }

    [Test]
    public async Task SuiteDraw_OfSmoke_HasARowForEveryAxisAndForTasksWithoutAny()
    {
        var path = _workplace.PathOf("sheet.png");

        var (code, output, error) = await Workplace.RunAsync(
            "suite",
            "draw",
            "smoke",
            "--columns",
            "2",
            "--out",
            path,
            "--bridge",
            _server.Address
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(output.Trim(), Is.EqualTo(path));
        var sheet = PictureFile.Read(path);
        Assert.That(sheet.Width, Is.EqualTo((4 * 326) + 6), "two pairs in a row");
        Assert.That(sheet.Height, Is.InRange(4 * 280, 5 * 280), "three axes and the boards");
    }

    [Test]
    public async Task SuiteDraw_ToAnotherFormat_WritesWhatTheEndingSays()
    {
        var path = _workplace.PathOf("sheet.jpg");

        var (code, _, error) = await Workplace.RunAsync(
            "suite",
            "draw",
            "smoke",
            "--columns",
            "1",
            "--out",
            path,
            "--bridge",
            _server.Address
        );

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(File.ReadAllBytes(path)[..3], Is.EqualTo(new byte[] { 0xFF, 0xD8, 0xFF }), "a JPEG");
    }

    [TestCase("sheet.bmp", "1", "expected a name that ends in .png, .jpg, .jpeg, .webp, .gif, found .bmp")]
    [TestCase("sheet.webp", "30", ".webp has at most 16383 pixels on an edge")]
    [TestCase("sheet.png", "1000", "expected a picture of at most 128 million pixels")]
    public async Task SuiteDraw_OfWhatCannotBeWritten_IsUsageBeforeAnythingIsDrawn(string file, string columns, string expected)
    {
        var path = _workplace.PathOf(file);

        var (code, output, error) = await Workplace.RunAsync(
            "suite",
            "draw",
            "smoke",
            "--columns",
            columns,
            "--out",
            path,
            "--bridge",
            _server.Address
        );

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(expected));
        Assert.That(_server.PicturesDrawn, Is.Zero);
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public async Task ProbeSet_AnsweredByItsOwnKey_IsAllRight()
    {
        var folder = _workplace.PathOf("probes");
        var (code, output, error) = await Workplace.RunAsync(
            "probe-set",
            "write",
            "vl-think",
            "--episodes",
            "2",
            "--out",
            folder,
            "--bridge",
            _server.Address
        );
        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(output, Does.StartWith("16 questions"));
        Assert.That(_server.PicturesDrawn, Is.EqualTo(16));

        var answers = _workplace.PathOf("key.jsonl");
        var questions = (await File.ReadAllLinesAsync(Path.Combine(folder, "questions.jsonl")))
            .Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!)
            .ToList();
        await File.WriteAllLinesAsync(
            answers,
            questions.Select(
                (q, i) => $"{{\"id\": \"{q["id"]}\", \"answer\": \"Yes, the {q["target"]}: {(i == 0 ? "nowhere" : q["place"])}\"}}"
            )
        );
        (code, output, error) = await Workplace.RunAsync("probe-set", "score", folder, "--answers", answers);

        Assert.That((code, error), Is.EqualTo((ExitCode.Success, "")));
        Assert.That(output, Does.Contain("15/16").And.Contain("public-info").And.Contain("2/2"));
    }

    [Test]
    public async Task ProbeSet_OfASuiteWithoutBoards_IsUsage()
    {
        var folder = _workplace.PathOf("probes");

        var (code, _, error) = await Workplace.RunAsync("probe-set", "write", "put-on-plate", "--out", folder, "--bridge", _server.Address);

        Assert.That((code, error), Is.EqualTo((ExitCode.Usage, error)));
        Assert.That(error, Does.Contain("vl-think"));
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public async Task SuiteDraw_WhereTheWorldLacksATexture_NamesIt()
    {
        await using var poor = await FakeSimServer.StartAsync(
            new FakeServerSettings { World = new FakeWorldSettings { Textures = ["waves"] } }
        );
        var texture = Workplace.Episodes("ood", 6, "*/vision/texture*")[0].Scene.Overlay!.Texture;

        var (code, _, error) = await Workplace.RunAsync(
            "suite",
            "draw",
            "ood",
            "--out",
            _workplace.PathOf("sheet.png"),
            "--bridge",
            poor.Address
        );

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain($"textures: the environment has no '{texture}', which"));
    }
}
