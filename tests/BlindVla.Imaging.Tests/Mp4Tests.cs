namespace BlindVla.Imaging.Tests;

internal sealed class Mp4Tests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        if (!Mp4.IsAvailable)
        {
            Assert.Ignore("ffmpeg is not installed (Debian package ffmpeg); no film was made.");
        }
        _folder = Directory.CreateTempSubdirectory("blindvla-imaging-").FullName;
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Colour is kept at half the size, so that hard edges between colours differ most.</summary>
    [Test]
    public void Write_ReadBack_EveryFrameIsItsPictureWithinCodingLoss()
    {
        var frames = Enumerable.Range(0, 12).Select(number => SomePictures.Number(number, 160, 120)).ToList();
        var path = Path.Combine(_folder, "film.mp4");

        Mp4.Write(path, frames, TimeSpan.FromSeconds(0.2));
        var film = Mp4.Read(path);

        Assert.That(film, Has.Length.EqualTo(12));
        Assert.Multiple(() =>
        {
            foreach (var (number, frame) in film.Index())
            {
                Assert.That((frame.Width, frame.Height), Is.EqualTo((160, 120)));
                var differences = frame.Rgb.ToArray().Zip(frames[number].Rgb.ToArray(), (one, other) => Math.Abs(one - other)).ToList();
                Assert.That(differences.Average(), Is.LessThan(4), $"frame {number}");
            }
        });
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "nothing unfinished");
    }

    [Test]
    public void Write_OddEdges_GetOnePixelMore()
    {
        var path = Path.Combine(_folder, "odd.mp4");

        Mp4.Write(path, [SomePictures.Number(0, 41, 31)], TimeSpan.FromSeconds(0.1));

        Assert.That(Mp4.Read(path).Select(frame => (frame.Width, frame.Height)), Is.EqualTo(new[] { (42, 32) }));
    }

    [Test]
    public void Write_FolderIsNotThere_SaysWhatFfmpegSays_AndLeavesNothing()
    {
        var path = Path.Combine(_folder, "none", "film.mp4");

        Assert.That(
            () => Mp4.Write(path, [SomePictures.Number(0)], TimeSpan.FromSeconds(0.2)),
            Throws.InstanceOf<IOException>().With.Message.Contains("ffmpeg failed")
        );
    }

    [Test]
    public void Read_NoFilm_SaysWhatFfmpegSays()
    {
        var path = Path.Combine(_folder, "text.mp4");
        File.WriteAllText(path, "no film");

        Assert.That(() => Mp4.Read(path), Throws.InstanceOf<IOException>().With.Message.Contains("ffmpeg failed"));
    }
}
