using BlindVla.Core;

namespace BlindVla.Training.Tests;

public sealed class AugmentationTests
{
    private const int Size = 40;

    [Test]
    public void Apply_NoChange_IsTheSamePicture()
    {
        var rgb = Picture();

        var changed = new Augmentation(1, 0, 0, 0, 0).Apply(rgb, Size, KeyedRandom.Create(1, "x"));

        Assert.That(changed.Rgb.Zip(rgb).Max(pair => Math.Abs(pair.First - pair.Second)), Is.LessThanOrEqualTo(1));
        Assert.That(changed, Has.Property("Left").EqualTo(0).And.Property("Edge").EqualTo(1));
    }

    [Test]
    public void Apply_Crop_MovesPlacesWithThePicture()
    {
        var rgb = new byte[Size * Size * 3];
        // One bright dot: 3 x 3 pixels around (20, 24).
        for (var i = 0; i < 9; i++)
        {
            rgb.AsSpan((((24 - 1 + (i / 3)) * Size) + 20 - 1 + (i % 3)) * 3, 3).Fill(255);
        }
        for (var seed = 0UL; seed < 20; seed++)
        {
            var changed = new Augmentation(0.7, 0, 0, 0, 0).Apply(rgb, Size, KeyedRandom.Create(seed, "x"));
            var place = changed.Moved(new("dot", 20.5 / Size, 24.5 / Size));

            var brightest = Enumerable.Range(0, Size * Size).MaxBy(i => changed.Rgb[i * 3]);
            Assert.That(((brightest % Size) + 0.5) / Size, Is.EqualTo(place.U).Within(1.5 / Size));
            Assert.That(((brightest / Size) + 0.5) / Size, Is.EqualTo(place.V).Within(1.5 / Size));
        }
    }

    [Test]
    public void Apply_Colours_ChangesEveryPictureAnotherWayAndTheSameSeedTheSame()
    {
        var rgb = Picture();
        byte[] Changed(ulong seed) => Augmentation.OpenVla.Apply(rgb, Size, KeyedRandom.Create(seed, "x")).Rgb;

        var (once, again, other) = (Changed(1), Changed(1), Changed(2));

        Assert.That(again, Is.EqualTo(once));
        Assert.That(other, Is.Not.EqualTo(once));
        Assert.That(once, Is.Not.EqualTo(rgb));
    }

    /// <summary>A turn of a third of the circle makes red green and green blue.</summary>
    [Test]
    public void Apply_HueByAThird_TurnsTheColours()
    {
        byte[] rgb = [200, 0, 0, 0, 200, 0];
        var pixels = Enumerable.Repeat(rgb, Size * Size / 2).SelectMany(pair => pair).ToArray();
        for (var seed = 0UL; seed < 200; seed++)
        {
            var random = KeyedRandom.Create(seed, "x");
            var turned = new Augmentation(1, 0, 0, 0, 0.5).Apply(pixels, Size, random).Rgb;
            // What the draws were: brightness, contrast and saturation have no range, then comes the hue.
            var same = KeyedRandom.Create(seed, "x");
            _ = (same.NextDouble(), same.NextDouble(), same.NextDouble());
            if (Math.Abs(same.NextDouble(-0.5, 0.5) - (1 / 3.0)) < 0.01)
            {
                Assert.That(turned[1], Is.GreaterThan(190), "red became green");
                Assert.That(turned[5], Is.GreaterThan(190), "green became blue");
                return;
            }
        }
        Assert.Fail("no seed drew a third");
    }

    /// <summary>The textbook's formula, pixel by pixel; 13 x 13 pixels fill no whole number of vectors.</summary>
    [Test]
    public void Apply_Colours_AreThoseOfTheFormula()
    {
        const int Edge = 13;
        var all = new Augmentation(1, 0.3, 0.6, 0.8, 0.5);
        var source = KeyedRandom.Create(4, "picture");
        for (var seed = 0UL; seed < 50; seed++)
        {
            byte[] rgb = [.. Enumerable.Range(0, Edge * Edge * 3).Select(_ => (byte)source.NextInt(256))];
            rgb.AsSpan(3, 3).Fill(77);
            rgb.AsSpan(6, 3).Clear();

            var changed = all.Apply(rgb, Edge, KeyedRandom.Create(seed, "x")).Rgb;

            Assert.That(
                changed.Zip(Expected(all, rgb, KeyedRandom.Create(seed, "x"))).Max(p => Math.Abs(p.First - p.Second)),
                Is.LessThan(1)
            );
        }
    }

    private static double[] Expected(Augmentation all, byte[] rgb, KeyedRandom random)
    {
        var (brightness, contrast) = (
            random.NextDouble(-all.Brightness, all.Brightness),
            random.NextDouble(1 - all.Contrast, 1 + all.Contrast)
        );
        var (saturation, hue) = (random.NextDouble(1 - all.Saturation, 1 + all.Saturation), random.NextDouble(-all.Hue, all.Hue));
        double[] values = [.. rgb.Select(level => Math.Clamp((level / 255.0) + brightness, 0, 1))];
        double[] means = [.. Enumerable.Range(0, 3).Select(c => values.Where((_, i) => i % 3 == c).Average())];
        double[] contrasted = [.. values.Select((v, i) => Math.Clamp(((v - means[i % 3]) * contrast) + means[i % 3], 0, 1))];
        return [.. contrasted.Chunk(3).SelectMany(p => Turned(p[0], p[1], p[2])).Select(v => v * 255)];

        double[] Turned(double r, double g, double b)
        {
            var (most, least) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
            var sixth =
                most == least ? 0
                : most == r ? (g - b) / (most - least)
                : most == g ? 2 + ((b - r) / (most - least))
                : 4 + ((r - g) / (most - least));
            var pure = most == least ? 0 : Math.Min(1, (most - least) / most * saturation);
            return [Channel(5), Channel(3), Channel(1)];

            double Channel(int offset)
            {
                var k = (offset + sixth + (6 * hue) + 12) % 6;
                return most - (most * pure * Math.Clamp(Math.Min(k, 4 - k), 0, 1));
            }
        }
    }

    private static byte[] Picture()
    {
        var random = KeyedRandom.Create(3, "picture");
        return [.. Enumerable.Range(0, Size * Size * 3).Select(_ => (byte)random.NextInt(256))];
    }
}
