using BlindVla.Imaging;

namespace BlindVla.Reports.Tests;

internal sealed class ContactSheetTests
{
    [Test]
    public void Compose_TwoRows_PutsEveryPictureUnderItsRowsLabel()
    {
        static CaptionedImage Image(byte red) => new(SomeFrames.Plain(red, 0, 0), [$"number {red}", "second line"]);

        var sheet = ContactSheet.Compose(
            "five",
            [new("first", [Image(40), Image(80), Image(120)]), new("second", [Image(160), Image(200)])]
        );

        var (columnWidth, rowHeight, top) = (64 + 6, 48 + (3 * Canvas.LineHeight) + 6, Canvas.LineHeight + 6);
        Assert.Multiple(() =>
        {
            Assert.That((sheet.Width, sheet.Height), Is.EqualTo(((3 * columnWidth) + 6, top + (2 * rowHeight) + 6)));
            for (var i = 0; i < 5; i++)
            {
                Assert.That(
                    sheet[6 + (i % 3 * columnWidth) + 30, top + (i / 3 * rowHeight) + Canvas.LineHeight + 20],
                    Is.EqualTo(new Rgb((byte)(40 * (i + 1)), 0, 0))
                );
            }
            Assert.That(sheet[6 + (2 * columnWidth) + 30, top + rowHeight + Canvas.LineHeight + 20], Is.EqualTo(Rgb.White));
            Assert.That(
                Enumerable.Range(0, 60 * Canvas.LineHeight).Count(i => sheet[6 + (i % 60), top + (i / 60)] == Rgb.DarkGreen),
                Is.Positive,
                "the label is above its row"
            );
        });
    }

    [Test]
    public void Compose_Badge_LiesOverThePicture()
    {
        var image = new CaptionedImage(SomeFrames.Plain(200, 0, 0), ["one"]);

        var sheet = ContactSheet.Compose("two", [new("row", [image, image with { Badge = "mass" }])]);

        var top = (2 * Canvas.LineHeight) + 6;
        Assert.That(sheet[6 + 1, top + 1], Is.EqualTo(new Rgb(200, 0, 0)));
        Assert.That(sheet[6 + 64 + 6 + 1, top + 1], Is.EqualTo(Rgb.Black));
    }
}
