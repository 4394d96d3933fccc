using BlindVla.Evaluation;
using BlindVla.Imaging;

namespace BlindVla.Reports.Tests;

internal sealed class ThumbnailsTests
{
    private const string Scheme = "data:image/webp;base64,";

    private TemporaryFolder _folder = null!;
    private Film[] _films = null!;

    [SetUp]
    public async Task Film()
    {
        _folder = new();
        await SomeRun.FilmAsync(_folder.Path, frames: 6, Enumerable.Range(0, 4).Select(index => (SomeRun.Control(index), "hold")));
        _films =
        [
            .. Directory
                .GetFiles(_folder.Path, $"*{RunFolder.WebpExtension}", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => new Film(path)),
        ];
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Of_Film_IsItsLastFrameMadeSmall()
    {
        var picture = PictureFile.Decode(Bytes(Thumbnails.Of(_films)[_films[0].Path]));

        Assert.Multiple(() =>
        {
            Assert.That(picture.Width, Is.EqualTo(96));
            Assert.That(picture.Height, Is.EqualTo((120 + (3 * Canvas.LineHeight)) * 96 / 160));
            // The bar of frame 5 stands at 40 to 48 of 160 pixels, that of frame 0 at 0 to 8.
            Assert.That(picture[26, 30].Red, Is.GreaterThan(150));
            Assert.That(picture[2, 30].Red, Is.LessThan(90));
        });
    }

    [Test]
    public void Of_OverTheBudget_KeepsTheFirst()
    {
        var all = Thumbnails.Of(_films);
        var budget = Bytes(all[_films[3].Path]).Length + Bytes(all[_films[1].Path]).Length;

        var kept = Thumbnails.Of([_films[3], _films[1], _films[0], _films[2]], budget);

        Assert.That(kept.Keys, Is.EquivalentTo(new[] { _films[3].Path, _films[1].Path }));
    }

    [Test]
    public void Of_AnyBudget_IsNeverExceeded([Values(0, 1, 500, 2_000, 100_000)] int budget) =>
        Assert.That(Thumbnails.Of(_films, budget).Values.Sum(address => Bytes(address).Length), Is.LessThanOrEqualTo(budget));

    [Test]
    public void Of_DamagedFilms_HaveNone()
    {
        File.WriteAllText(_films[0].Path, "not a film");
        File.WriteAllBytes(_films[1].Path, File.ReadAllBytes(_films[1].Path)[..200]);
        File.Delete(_films[2].Path);

        Assert.That(Thumbnails.Of(_films).Keys, Is.EqualTo(new[] { _films[3].Path }));
    }

    private static byte[] Bytes(string address)
    {
        Assert.That(address, Does.StartWith(Scheme));
        return Convert.FromBase64String(address[Scheme.Length..]);
    }
}
