using System.Buffers.Binary;
using System.IO.Compression;
using BlindVla.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace BlindVla.Imaging.Tests;

internal sealed class PictureFileTests
{
    private const long LittleMemory = 8 << 20; // bytes

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".gif"];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-imaging-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(".png", "image/png", 0)]
    [TestCase(".PNG", "image/png", 0)]
    [TestCase(".jpg", "image/jpeg", 8)]
    [TestCase(".jpeg", "image/jpeg", 8)]
    [TestCase(".webp", "image/webp", 0)]
    [TestCase(".gif", "image/gif", 12)]
    public void Read_OfWhatWasWritten_IsThePicture(string ending, string type, double meanDifference)
    {
        var picture = SomePictures.Number(3);
        var path = Path.Combine(_folder, "picture" + ending);
        File.WriteAllBytes(path, PictureFile.Encode(picture, path));

        var read = PictureFile.Read(path);

        Assert.That(Image.DetectFormat(path).DefaultMimeType, Is.EqualTo(type));
        Assert.That((read.Width, read.Height), Is.EqualTo((40, 30)));
        Assert.That(
            read.Rgb.ToArray().Zip(picture.Rgb.ToArray(), (a, b) => Math.Abs(a - b)).Average(),
            Is.LessThanOrEqualTo(meanDifference)
        );
    }

    [TestCase("sheet.bmp", "found .bmp")]
    [TestCase("sheet", "found none of them")]
    public void RequireWritable_AnotherEnding_IsRefusedWithThoseThereAre(string path, string found) =>
        Assert.That(
            () => PictureFile.RequireWritable(path, 1, 1),
            Throws
                .InstanceOf<InputException>()
                .With.Message.EqualTo($"{path}: expected a name that ends in .png, .jpg, .jpeg, .webp, .gif, {found}")
        );

    [Test]
    public void Encode_LargerThanTheFormat_IsRefused() =>
        Assert.That(
            () => PictureFile.Encode(new(16384, 1, new byte[3 * 16384]), "long.webp"),
            Throws.InstanceOf<InputException>().With.Message.Contains("at most 16383")
        );

    [Test]
    public void Read_JpegWithHalvedColour_GivesLibjpegsBytes()
    {
        static Picture Fixture(string name) => PictureFile.Read(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name));

        Assert.That(Fixture("halved-colour.jpg").Rgb.ToArray(), Is.EqualTo(Fixture("halved-colour.png").Rgb.ToArray()));
    }

    [Test]
    public void Read_NoPicture_IsRefused([Values("", "not a picture", "RIFF....WEBP")] string content)
    {
        var path = Path.Combine(_folder, "picture.png");
        File.WriteAllText(path, content);

        Assert.That(() => PictureFile.Read(path), Throws.InstanceOf<InputException>().With.Message.StartsWith(path));
    }

    [Test]
    public void Read_NoFile_IsRefused() =>
        Assert.That(
            () => PictureFile.Read(Path.Combine(_folder, "none.png")),
            Throws.InstanceOf<InputException>().With.Message.Contains("none.png")
        );

    [Test]
    public void Decode_PictureThatBreaksOff_IsRefused([ValueSource(nameof(Endings))] string ending)
    {
        var file = PictureFile.Encode(SomePictures.Number(1), "picture" + ending);

        for (var length = 0; length < file.Length; length += 3)
        {
            var cut = file[..length];
            Assert.That(() => PictureFile.Decode(cut), Throws.InstanceOf<InvalidDataException>(), $"{length} of {file.Length} bytes");
        }
    }

    /// <summary>Files of under a hundred bytes that say they are enormous.</summary>
    private static IEnumerable<TestCaseData> EnormousHeaders()
    {
        yield return new TestCaseData(Png(50_000, 50_000), "50000 x 50000").SetArgDisplayNames("PNG");
        yield return new TestCaseData(Png(20_000, 20_000), "20000 x 20000").SetArgDisplayNames("PNG, 20000");
        yield return new TestCaseData(Png(1, 1_000_000), "1 x 1000000").SetArgDisplayNames("PNG, narrow");
        yield return new TestCaseData(PictureFile.Encode(SomePictures.Number(0), "a.gif"), "65535 x 65535").SetArgDisplayNames("GIF");
        yield return new TestCaseData(PictureFile.Encode(SomePictures.Number(0), "a.jpg"), "65535 x 65535").SetArgDisplayNames("JPEG");
        yield return new TestCaseData(PictureFile.EncodeWebp(SomePictures.Number(0), 75), "16383 x 16383").SetArgDisplayNames("WebP");
    }

    [TestCaseSource(nameof(EnormousHeaders))]
    public void Decode_EnormousHeader_IsRefusedByTheHeader(byte[] file, string size)
    {
        Enlarge(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(
            () => PictureFile.Decode(file),
            Throws.InstanceOf<InvalidDataException>().With.Message.EndsWith($"at most 8192 x 8192 pixels, found {size}")
        );

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(LittleMemory));
    }

    [Test]
    public void Decode_CommentThatUnfoldsEnormously_IsNotLookedAt()
    {
        using var comment = new MemoryStream();
        comment.Write("Comment\0\0"u8);
        using (var zlib = new ZLibStream(comment, CompressionLevel.Fastest, leaveOpen: true))
        {
            var nothing = new byte[1 << 20];
            for (var i = 0; i < 100; i++)
            {
                zlib.Write(nothing);
            }
        }
        var png = PictureFile.Encode(SomePictures.Number(0), "a.png");
        byte[] file = [.. png[..33], .. Chunk("zTXt"u8, comment.ToArray()), .. png[33..]];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(PictureFile.Decode(file).Width, Is.EqualTo(40));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(LittleMemory));
    }

    [Test]
    public void Decode_FewerRowsThanTheHeaderSays_IsRefused()
    {
        var file = PictureFile.Encode(SomePictures.Number(0), "a.png");
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 60);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32(file.AsSpan(12, 17)));

        Assert.That(() => PictureFile.Decode(file), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Decode_InterlacedPng_IsRead([Values(5, 9, 40)] int width)
    {
        var picture = SomePictures.Number(0, width, 9);
        using var image = Image.LoadPixelData<Rgb24>(picture.Rgb.Span, width, 9);
        using var file = new MemoryStream();
        image.Save(file, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7, ColorType = PngColorType.Rgb });

        Assert.That(PictureFile.Decode(file.ToArray()).Rgb.ToArray(), Is.EqualTo(picture.Rgb.ToArray()));
    }

    [Test]
    public void Decode_DamagedPictures_AreReadOrRefused([ValueSource(nameof(Endings))] string ending)
    {
        const int Damages = 400;
        var whole = PictureFile.Encode(SomePictures.Number(2), "picture" + ending);
        var random = BlindVla.Core.KeyedRandom.Create(7, ending);
        for (var i = 0; i < Damages; i++)
        {
            var file = whole.ToArray();
            for (var flips = 1 + (i % 4); flips > 0; flips--)
            {
                file[random.NextInt(file.Length)] = (byte)random.NextInt(256);
            }
            try
            {
                var picture = PictureFile.Decode(file);
                Assert.That(picture.Rgb.Length, Is.EqualTo(3 * picture.Width * picture.Height));
            }
            catch (InvalidDataException)
            {
                // Refused, as it may be.
            }
        }
    }

    /// <summary>A PNG of one row, whatever its header says.</summary>
    private static byte[] Png(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2); // bits per sample, RGB
        return
        [
            0x89,
            .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        byte[] body = [.. type, .. data];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32(body));
        return [.. number, .. body, .. checksum];
    }

    /// <summary>A gzip file ends with the checksum, and the length, of what it holds.</summary>
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(data);
        }
        return BinaryPrimitives.ReadUInt32LittleEndian(file.ToArray().AsSpan(^8));
    }

    /// <summary>Writes the format's largest size into the header; a PNG is left as it is.</summary>
    private static void Enlarge(byte[] file)
    {
        switch (file[0])
        {
            case (byte)'G':
                file.AsSpan(6, 4).Fill(0xFF);
                break;
            case (byte)'R':
                file.AsSpan(26, 4).Fill(0xFF);
                (file[27], file[29]) = (0x3F, 0x3F); // 14 bits each, the rest is scaling
                break;
            case 0xFF:
                var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
                file.AsSpan(frame + 5, 4).Fill(0xFF);
                break;
            default:
                break;
        }
    }
}
