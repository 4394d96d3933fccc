using BlindVla.Evaluation;
using BlindVla.Imaging;
using SkiaSharp;

namespace BlindVla.Reports.Tests;

internal sealed class VideoRecorderTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-reports-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Watch_Episode_IsFilmedInRealTime()
    {
        await FilmAsync(VideoMode.All, success: true);

        using var film = SKCodec.Create(Path.Combine(_folder, "hold", "suite__task__id__0003.webp"));
        using var last = new SKBitmap(film.Info);
        film.GetPixels(film.Info, last.GetPixels(), new SKCodecOptions(5));
        var colour = last.GetPixel(32, 20);
        Assert.Multiple(() =>
        {
            Assert.That(film.FrameCount, Is.EqualTo(6));
            Assert.That(film.FrameInfo.Select(frame => frame.Duration), Is.All.EqualTo(200));
            Assert.That((film.Info.Width, film.Info.Height), Is.EqualTo((64, 48 + (2 * Canvas.LineHeight))));
            // Lossy, so near enough: the last frame was drawn with red 250.
            Assert.That(colour.Red, Is.EqualTo(250).Within(8));
            Assert.That(colour.Green, Is.EqualTo(30).Within(8));
            // The bar turns green with success.
            Assert.That(last.GetPixel(62, 70).Green, Is.GreaterThan(90));
        });
    }

    [TestCase(VideoMode.All, true, 1)]
    [TestCase(VideoMode.All, false, 1)]
    [TestCase(VideoMode.Failures, true, 0)]
    [TestCase(VideoMode.Failures, false, 1)]
    public async Task Watch_Mode_DecidesWhatIsKept(VideoMode mode, bool success, int films)
    {
        await FilmAsync(mode, success);

        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Has.Length.EqualTo(films));
    }

    [Test]
    public async Task Watch_None_WatchesNothing()
    {
        await using var recorder = new VideoRecorder(_folder, VideoMode.None, SomeFrames.Camera, 0.2);

        Assert.That(recorder.Watch, Is.Null);
    }

    [Test]
    public async Task Watch_BufferIsReused_TheFilmKeepsWhatWasShown()
    {
        await using (var recorder = new VideoRecorder(_folder, VideoMode.All, SomeFrames.Camera, 0.2))
        {
            await using var camera = recorder.Watch!(SomeFrames.Episode, "hold");
            var rgb = new byte[3 * 64 * 48];
            rgb.AsSpan().Fill(200);
            var reused = SomeFrames.Plain(0, 0, 0) with { Rgb = rgb };
            camera.OnReset(SomeFrames.Step(reused, success: false));
            rgb.AsSpan().Fill(10);
            camera.OnStep(1, default, SomeFrames.Step(reused, success: false));
            await camera.OnEndAsync(Result(false), CancellationToken.None);
        }

        using var film = SKCodec.Create(Path.Combine(_folder, "hold", "suite__task__id__0003.webp"));
        using var first = new SKBitmap(film.Info);
        film.GetPixels(film.Info, first.GetPixels(), new SKCodecOptions(0));
        Assert.That(first.GetPixel(32, 20).Red, Is.EqualTo(200).Within(8));
    }

    [Test]
    public async Task Watch_AttemptBreaksOff_LeavesNoFilm()
    {
        await using (var recorder = new VideoRecorder(_folder, VideoMode.All, SomeFrames.Camera, 0.2))
        {
            await using var camera = recorder.Watch!(SomeFrames.Episode, "hold");
            camera.OnReset(SomeFrames.Step(SomeFrames.Plain(1, 1, 1), success: false));
        }

        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task DisposeAsync_FilmCouldNotBeWritten_SaysWhich()
    {
        File.WriteAllText(Path.Combine(_folder, "hold"), "in the way");

        var error = await Assert.ThrowsAsync<RunException>(() => FilmAsync(VideoMode.All, success: true));

        Assert.That(error!.Message, Does.Contain("cannot write").And.Contain("suite__task__id__0003.webp"));
    }

    private async Task FilmAsync(VideoMode mode, bool success)
    {
        await using var recorder = new VideoRecorder(_folder, mode, SomeFrames.Camera, 0.2);
        await using var camera = recorder.Watch!(SomeFrames.Episode, "hold");
        camera.OnReset(SomeFrames.Step(SomeFrames.Plain(0, 30, 60), success: false));
        for (var step = 1; step <= 5; step++)
        {
            camera.OnStep(step, new float[7], SomeFrames.Step(SomeFrames.Plain((byte)(50 * step), 30, 60), success && step == 5));
        }
        await camera.OnEndAsync(Result(success), CancellationToken.None);
    }

    private static EpisodeResult Result(bool success) =>
        new(success, success, success ? 5 : null, 5, Measurements.None, 0, RuleCounts.None, "", new float[35], new float[35], 7, 0, 0, 0);
}
