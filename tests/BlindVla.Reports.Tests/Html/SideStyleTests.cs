using System.Collections.Immutable;
using System.Globalization;

namespace BlindVla.Reports.Tests;

/// <summary>Colours of policies, computed as eyes see them: with all cones, with one kind missing, and in grey.</summary>
internal sealed class SideStyleTests
{
    /// <summary>In CIE L*a*b*, where 2.3 is what an eye just tells apart side by side.</summary>
    private const double LeastDistance = 16;

    /// <summary>In L* alone, for a printer without colours; shapes differ besides.</summary>
    private const double LeastGreyDistance = 6;

    /// <summary>What WCAG 2.2 (1.4.11) asks of what has to be seen in a picture.</summary>
    private const double LeastContrast = 3;

    /// <summary>On linear RGB, of severity 1: Machado, Oliveira and Fernandes, 2009.</summary>
    private static readonly (string Name, double[] Matrix)[] Eyes =
    [
        ("all cones", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
        ("protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
        ("deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]),
        ("tritanopia", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]),
    ];

    private static readonly TestCaseData[] Papers =
    [
        new TestCaseData(SideStyle.Light, "#ffffff").SetArgDisplayNames("light"),
        new TestCaseData(SideStyle.Dark, "#14181c").SetArgDisplayNames("dark"),
    ];

    [TestCaseSource(nameof(Papers))]
    public void Colours_EveryTwo_AreToldApartByEveryEyeAndInGrey(ImmutableArray<string> colours, string paper)
    {
        Assert.That(colours, Has.Length.EqualTo(SideStyle.Count));
        Assert.Multiple(() =>
        {
            foreach (var (i, one) in colours.Index())
            {
                foreach (var other in colours.Take(i))
                {
                    foreach (var (eye, matrix) in Eyes)
                    {
                        Assert.That(
                            Distance(Seen(one, matrix), Seen(other, matrix)),
                            Is.GreaterThan(LeastDistance),
                            $"{one}, {other}, {eye}"
                        );
                    }
                    var grey = Math.Abs(Lab(Linear(one)).L - Lab(Linear(other)).L);
                    Assert.That(grey, Is.GreaterThan(LeastGreyDistance), $"{one}, {other} in grey");
                }
                Assert.That(Contrast(one, paper), Is.GreaterThan(LeastContrast), $"{one} on {paper}");
            }
        });
    }

    [Test]
    public void Shapes_OfEightPolicies_AllDiffer_AndWithColoursThoseOfSixtyFour()
    {
        Assert.That(Enumerable.Range(0, SideStyle.Count).Select(SideStyle.Shape), Is.Unique);
        Assert.That(Enumerable.Range(0, 64).Select(number => (SideStyle.Class(number), SideStyle.Shape(number))), Is.Unique);
    }

    private static double Distance((double L, double A, double B) one, (double L, double A, double B) other) =>
        Math.Sqrt(Math.Pow(one.L - other.L, 2) + Math.Pow(one.A - other.A, 2) + Math.Pow(one.B - other.B, 2));

    private static (double L, double A, double B) Seen(string colour, double[] eye)
    {
        var rgb = Linear(colour);
        return Lab([
            .. Enumerable
                .Range(0, 3)
                .Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(column => eye[(3 * row) + column] * rgb[column]), 0, 1)),
        ]);
    }

    private static double Contrast(string colour, string paper)
    {
        double Luminance(string text) => Linear(text) is [var r, var g, var b] ? (0.2126 * r) + (0.7152 * g) + (0.0722 * b) : 0;
        var (one, other) = (Luminance(colour), Luminance(paper));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    /// <summary>From sRGB as style sheets write it.</summary>
    private static double[] Linear(string colour) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)),
        ];

    /// <summary>For the white of D65.</summary>
    private static (double L, double A, double B) Lab(double[] rgb)
    {
        static double Root(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16 / 116.0);
        var x = Root(((0.4124564 * rgb[0]) + (0.3575761 * rgb[1]) + (0.1804375 * rgb[2])) / 0.95047);
        var y = Root((0.2126729 * rgb[0]) + (0.7151522 * rgb[1]) + (0.0721750 * rgb[2]));
        var z = Root(((0.0193339 * rgb[0]) + (0.1191920 * rgb[1]) + (0.9503041 * rgb[2])) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }
}
