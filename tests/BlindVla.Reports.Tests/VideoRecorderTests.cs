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
            Assert.That((film.Info.Width, film.Info.Height), Is.EqualTo((64, 48 + (3 * Canvas.LineHeight))));
            // Lossy, so near enough: the last frame was drawn with red 250.
            Assert.That(colour.Red, Is.EqualTo(250).Within(8));
            Assert.That(colour.Green, Is.EqualTo(30).Within(8));
            // The bar turns green with success.
            Assert.That(last.GetPixel(62, 100).Green, Is.GreaterThan(90));
        });
    }

    [TestCase(VideoMode.All, true, 1)]
    [TestCase(VideoMode.All, false, 1)]
    [TestCase(VideoMode.Failures, true, 0)]
    [TestCase(VideoMode.Failures, false, 1)]
    public async Task Watch_Mode_DecidesWhatIsKept(VideoMode mode, bool success, int films)
    {
        await FilmAsync(mode, success);

        Assert.That(Directory.GetFiles(_folder, "*.webp", SearchOption.AllDirectories), Has.Length.EqualTo(films));
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
        await using (var recorder = new VideoRecorder(_folder, VideoMode.All, SomeFrames.Camera, 0.2, isMp4: false))
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
        await using (var recorder = new VideoRecorder(_folder, VideoMode.All, SomeFrames.Camera, 0.2, isMp4: false))
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

    /// <summary>Two seconds of a scene that is finished are enough; one that succeeds and fails again is shown to its end.</summary>
    [TestCase("....+++++++++++++++++++++", 4 + 11)]
    [TestCase("....+++", 7)]
    [TestCase("....++++++++++++++++++++.", 25)]
    [TestCase(".........................", 25)]
    public async Task Watch_FinishedScene_IsNotShownOn(string successes, int frames)
    {
        await using (var recorder = new VideoRecorder(_folder, VideoMode.All, SomeFrames.Camera, 0.2, isMp4: false))
        {
            await using var camera = recorder.Watch!(SomeFrames.Episode, "hold");
            camera.OnReset(SomeFrames.Step(SomeFrames.Plain(0, 30, 60), success: false));
            for (var step = 1; step < successes.Length; step++)
            {
                camera.OnStep(step, new float[7], SomeFrames.Step(SomeFrames.Plain((byte)step, 30, 60), successes[step] == '+'));
            }
            await camera.OnEndAsync(Result(true), CancellationToken.None);
        }

        Film film = new(Path.Combine(_folder, "hold", "suite__task__id__0003.webp"));
        Assert.That(film.Frames(), Has.Length.EqualTo(frames));
        Assert.That((film.Trace!.Frames, film.Trace.Steps), Is.EqualTo((frames, successes.Length - 1)));
    }

    [Test]
    public async Task Watch_Episode_WhatWasAskedForAndMeasuredIsBesideTheFilm()
    {
        await SomeRun.FilmAsync(_folder, frames: 3, (SomeRun.Control(0), "hold"));

        var trace = new Film(Path.Combine(_folder, "videos/hold/suite__task__id__0000.webp")).Trace!;

        Assert.That(
            trace.Channels.Select(channel => (channel.Name, channel.Unit)),
            Is.EqualTo(new[] { ("hand", "mm a step"), ("gripper", "-1 closed, 1 open"), ("distance", "m") })
        );
        Assert.That(trace.Channels.Select(channel => channel.At[0]), Is.EqualTo(new[] { 1, 1, 0 }), "no action before the first frame");
        Assert.That(trace.Channels[0].Values, Is.EqualTo(new[] { 10.0, 20 }));
        Assert.That(trace.Channels[1].Values, Is.EqualTo(new[] { -1.0, 1 }));
        Assert.That(trace.Channels[2].Values, Is.EqualTo(new[] { 0, 0.1, 0.2 }));
        Assert.That(
            TraceText.Of(trace),
            Does.StartWith("0.2|3|2\nhand|mm a step|10|20|/wD+\ngripper|"),
            "255 is nothing, 254 the greatest"
        );
    }

    [Test]
    public async Task Watch_WithFfmpeg_IsH264_AndItsLastFrameStandsBesideIt()
    {
        if (!Mp4.IsAvailable)
        {
            Assert.Ignore("ffmpeg is not installed (Debian package ffmpeg); no film was made.");
        }
        await SomeRun.FilmAsync(_folder, frames: 6, isMp4: true, (SomeRun.Control(0), "hold"));

        Film film = new(Path.Combine(_folder, "videos/hold/suite__task__id__0000.mp4"));

        var frames = film.Frames();
        Assert.That(frames, Has.Length.EqualTo(6));
        foreach (var (number, frame) in frames.Index())
        {
            var seen = SomeRun.Picture(0, number);
            var differences = Enumerable
                .Range(0, seen.Width * seen.Height)
                .Select(i => Math.Abs(frame[i % seen.Width, i / seen.Width].Green - seen.Rgb.Span[(3 * i) + 1]));
            Assert.That(differences.Average(), Is.LessThan(4), $"frame {number} is the picture that was seen, within coding loss");
        }
        var last = film.LastFrame();
        Assert.That((last.Width, last.Height), Is.EqualTo((160, 120 + (3 * Canvas.LineHeight))));
        Assert.That(last[44, 60].Red, Is.GreaterThan(150), "the bar of the last frame");
    }

    [Test]
    public void SideBySide_TheShorterFilm_ShowsItsLastFrameOn()
    {
        Picture Plain(byte red) => Picture.Of(SomeFrames.Plain(red, 0, 0));

        var both = Film.SideBySide([Plain(10), Plain(20)], [Plain(100), Plain(110), Plain(120)]);

        Assert.That(
            both.Select(frame => (frame[5, 5].Red, frame[64 + 4 + 5, 5].Red)),
            Is.EqualTo(new[] { (10, 100), (20, 110), (20, 120) })
        );
    }

    private async Task FilmAsync(VideoMode mode, bool success)
    {
        await using var recorder = new VideoRecorder(_folder, mode, SomeFrames.Camera, 0.2, isMp4: false);
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
