using BlindVla.Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace BlindVla.Imaging;

/// <summary>
/// Pictures in files: PNG, JPEG, WebP and GIF. What is read may come from anybody: the size is read from the header and bounded before a
/// pixel is decoded, comments and profiles are not looked at, and a file that breaks off is refused, not shown in part.
/// </summary>
public static class PictureFile
{
    /// <summary>Of a picture that is read, pixels: with it, no picture takes more than 192 MiB.</summary>
    public const int MaxEdge = 8192;

    private const int MaxFileBytes = 256 << 20;
    private const int MaxWrittenPixels = 128_000_000;
    private const int MaxAllocationMebibytes = 512; // a picture of the largest size, with what a decoder keeps beside it
    private const int JpegQuality = 92; // of 100

    private static readonly Configuration Codecs = CodecsWithoutMetadata();

    // By the ending of the file's name, with the largest edge that the format can express.
    private static readonly Dictionary<string, (Func<IImageEncoder> Encoder, int MaxEdge)> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = (() => new PngEncoder { ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit8 }, int.MaxValue),
        [".jpg"] = (() => new JpegEncoder { Quality = JpegQuality, ColorType = JpegColorType.YCbCrRatio444 }, 65535),
        [".jpeg"] = (() => new JpegEncoder { Quality = JpegQuality, ColorType = JpegColorType.YCbCrRatio444 }, 65535),
        [".webp"] = (() => new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }, 16383),
        [".gif"] = (() => new GifEncoder(), 65535),
    };

    /// <exception cref="InputException">The file is missing, no picture, too large, or breaks off.</exception>
    public static Picture Read(string path)
    {
        try
        {
            return Decode(BoundedFile.ReadBytes(path, MaxFileBytes));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InputException(path, e.Message);
        }
    }

    /// <exception cref="InvalidDataException">It is no picture, too large, or breaks off; the message says which.</exception>
    public static Picture Decode(byte[] file)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            var header = Image.Identify(Codecs, stream, out var format)
                ?? throw new InvalidDataException("expected a picture (PNG, JPEG, WebP or GIF), found something else");
            if (header.Width > MaxEdge || header.Height > MaxEdge)
            {
                throw new InvalidDataException(
                    $"expected a picture of at most {MaxEdge} x {MaxEdge} pixels, found {header.Width} x {header.Height}"
                );
            }
            return format is JpegFormat
                ? Jpeg.Decode(file, header.Width, header.Height)
                : Decode(file, format, header.Width, header.Height);
        }
        catch (Exception e) when (e is not (InvalidDataException or OutOfMemoryException))
        {
            // The decoders meet bytes that nobody foresaw with whatever exception comes of them.
            throw new InvalidDataException($"the picture is damaged: {e.Message}", e);
        }
    }

    /// <summary>Whether a picture can be written, by the ending of the file's name: to be asked before it is made.</summary>
    /// <exception cref="InputException">The ending is none of a picture's, or the picture is too large for the format or for
    /// memory.</exception>
    public static void RequireWritable(string path, int width, int height)
    {
        var ending = Path.GetExtension(path);
        if (!Formats.TryGetValue(ending, out var format))
        {
            throw new InputException(
                path,
                $"expected a name that ends in {string.Join(", ", Formats.Keys)}, found {(ending.Length == 0 ? "none of them" : ending)}"
            );
        }
        if (width > format.MaxEdge || height > format.MaxEdge)
        {
            throw new InputException(
                path,
                $"{ending} has at most {format.MaxEdge} pixels on an edge, this picture is {width} x {height}; .png has room"
            );
        }
        if ((long)width * height > MaxWrittenPixels)
        {
            throw new InputException(
                path,
                $"expected a picture of at most {MaxWrittenPixels / 1_000_000} million pixels, found {width} x {height}"
            );
        }
    }

    /// <summary>A file's content, in the format that the ending of its name says.</summary>
    /// <exception cref="InputException">As <see cref="RequireWritable"/>.</exception>
    public static byte[] Encode(Picture picture, string path)
    {
        RequireWritable(path, picture.Width, picture.Height);
        return Encode(picture, Formats[Path.GetExtension(path)].Encoder());
    }

    /// <summary>Lossy WebP: small, and alike to the eye.</summary>
    /// <param name="quality">Of 100.</param>
    public static byte[] EncodeWebp(Picture picture, int quality) =>
        Encode(picture, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = quality });

    private static byte[] Encode(Picture picture, IImageEncoder encoder)
    {
        using var image = Image.LoadPixelData<Rgb24>(Codecs, picture.Rgb.Span, picture.Width, picture.Height);
        using var stream = new MemoryStream();
        image.Save(stream, encoder);
        return stream.ToArray();
    }

    private static Picture Decode(byte[] file, IImageFormat format, int width, int height)
    {
        if (!Completeness.IsWhole(file, format))
        {
            throw new InvalidDataException("the picture breaks off before its end");
        }
        using var image = Image.Load<Rgb24>(Codecs, file);
        if ((image.Width, image.Height) != (width, height))
        {
            throw new InvalidDataException($"the picture's header says {width} x {height} pixels, its data {image.Width} x {image.Height}");
        }
        var rgb = new byte[width * height * Picture.Channels];
        image.CopyPixelDataTo(rgb);
        return new(width, height, rgb);
    }

    private static Configuration CodecsWithoutMetadata()
    {
        var configuration = new Configuration(
            new PngConfigurationModule(),
            new JpegConfigurationModule(),
            new WebpConfigurationModule(),
            new GifConfigurationModule()
        )
        {
            MaxDegreeOfParallelism = 1, // the other processors have simulators to run
            MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = MaxAllocationMebibytes }),
        };
        configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(
            GifFormat.Instance,
            new GifDecoder { IgnoreMetadata = true, DecodingMode = SixLabors.ImageSharp.Metadata.FrameDecodingMode.First }
        );
        return configuration;
    }
}
