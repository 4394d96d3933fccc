using System.IO.Compression;
using System.Text;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class PngTests
{
    private static readonly byte[][] Inputs =
    [
        [],
        [42],
        [.. Enumerable.Repeat((byte)7, 100_000)],
        [.. Enumerable.Range(0, 100_000).Select(i => (byte)(Noise.Lattice(1, i, 0, 0) * 255))],
        [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 300))],
        // Symbol counts like Fibonacci numbers ask for codes longer than the format allows.
        [
            .. Enumerable
                .Range(0, 22)
                .SelectMany(i => Enumerable.Range(0, Fibonacci(i)).Select(j => (byte)(i * 11)))
                .OrderBy(b => Noise.Lattice(3, b, 0, 0)),
        ],
    ];

    [Test]
    public void Compress_AnyInput_IsReadBackByAnotherImplementation([Range(0, 5)] int input)
    {
        using var stream = new DeflateStream(new MemoryStream(Deflate.Compress(Inputs[input])), CompressionMode.Decompress);
        using var output = new MemoryStream();

        stream.CopyTo(output);

        Assert.That(output.ToArray(), Is.EqualTo(Inputs[input]));
    }

    [Test]
    public void Compress_ScatteredSkewedSymbols_IsReadBackByAnotherImplementation()
    {
        // No matches, very unequal counts: the length limit of the codes has to act.
        var data = Enumerable.Range(0, 400_000).Select(i => (byte)(-2.2 * Math.Log(Noise.Lattice(5, i, 0, 0) + 1e-9))).ToArray();
        using var stream = new DeflateStream(new MemoryStream(Deflate.Compress(data)), CompressionMode.Decompress);
        using var output = new MemoryStream();

        stream.CopyTo(output);

        Assert.That(output.ToArray(), Is.EqualTo(data));
    }

    [Test]
    public void Encode_Picture_HasTheRightHeaderAndPixels()
    {
        var picture = Picture.Bake((u, v) => new(u, v, Noise.At(2, u * 20, v * 20)), 50, 30);

        var decoded = PngFile.Decode(Png.Encode(picture));

        Assert.That((decoded.Width, decoded.Height), Is.EqualTo((50, 30)));
        Assert.That(decoded.Pixels, Is.EqualTo(picture.Pixels));
    }

    [Test]
    public void Encode_Chunks_CarryTheChecksumOfTheFormat()
    {
        var file = Png.Encode(new Picture(1, 1));

        // Every PNG ends with the same twelve bytes; the last four are the CRC-32 of "IEND".
        Assert.That(file[^12..], Is.EqualTo((byte[])[0, 0, 0, 0, .. Encoding.ASCII.GetBytes("IEND"), 0xAE, 0x42, 0x60, 0x82]));
    }

    private static int Fibonacci(int n) => n < 2 ? 1 : Fibonacci(n - 1) + Fibonacci(n - 2);
}
