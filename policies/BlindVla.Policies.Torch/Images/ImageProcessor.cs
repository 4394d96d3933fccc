using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Files;
using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>How a picture becomes a square.</summary>
public enum ResizeStrategy
{
    /// <summary>Stretched to the square.</summary>
    ResizeNaive,

    /// <summary>Padded to a square with grey, then resized.</summary>
    Letterbox,

    /// <summary>The shorter edge is resized to the square's; the middle is cut out.</summary>
    ResizeCrop,
}

/// <summary>From a picture to what the vision towers see, as PrismaticImageProcessor does it: <c>preprocessor_config.json</c>.</summary>
public sealed class ImageProcessor
{
    public const string FileName = "preprocessor_config.json";

    private const int Channels = Picture.Channels;
    private const int MaxAspect = 64;

    private readonly ResizeStrategy _strategy;
    private readonly byte _fill;
    private readonly ImmutableArray<Normalization> _towers;

    private ImageProcessor(ResizeStrategy strategy, int size, byte fill, ImmutableArray<Normalization> towers) =>
        (_strategy, Size, _fill, _towers) = (strategy, size, fill, towers);

    /// <summary>Edge of the square, pixels.</summary>
    public int Size { get; }

    public int Towers => _towers.Length;

    /// <exception cref="CheckpointException">The file is missing or asks for what this program does not do; the field is named.</exception>
    public static ImageProcessor Load(string folder, OpenVlaConfig config, ResizeStrategy? strategy = null)
    {
        var path = Path.Combine(folder, FileName);
        var file = CheckpointJson.Read(path, ProcessorJson.Default.ProcessorFile);
        void Require(bool holds, string field, string expected)
        {
            if (!holds)
            {
                throw new CheckpointException($"{path}: {field}: expected {expected}");
            }
        }

        Require(file.InputSizes.Length == config.Towers.Length, "input_sizes", $"one for each of the {config.Towers.Length} towers");
        Require(file.InputSizes.All(size => size is [Channels, var height, var width] && height == width && height == config.Towers[0].ImageSize),
            "input_sizes", $"[3, {config.Towers[0].ImageSize}, {config.Towers[0].ImageSize}] for every tower, as the config's image_sizes");
        Require(file.Interpolations.All(interpolation => interpolation == "bicubic"), "interpolations", "bicubic");
        Require(file.Means.Length == config.Towers.Length && file.Stds.Length == config.Towers.Length, "means and stds", "one for each tower");
        // What was saved of torchvision's own transforms is what is used: it has been rounded to the type the checkpoint was made in.
        var towers = file.TvfNormalizeParams is { Length: > 0 } saved
            ? saved.Select(tower => new Normalization([.. tower.Mean], [.. tower.Std]))
            : file.Means.Zip(file.Stds, (mean, deviation) => new Normalization([.. mean], [.. deviation]));
        return new(
            strategy ?? Strategy(path, file.ImageResizeStrategy),
            config.Towers[0].ImageSize,
            // The mean of the last tower, in 8-bit levels cut off to a whole number.
            (byte)(255 * file.Means[^1][0]),
            [.. towers]);
    }

    /// <summary>The square picture, before it is normalised: <c>Size x Size x 3</c> bytes.</summary>
    /// <exception cref="InputException">It is so large or so narrow that the pictures in between would not fit into memory.</exception>
    public byte[] Square(Picture picture)
    {
        var (shorter, longer) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        if (shorter < 1 || longer > PictureFile.MaxEdge || longer / shorter > MaxAspect)
        {
            throw new InputException(
                "the picture",
                $"expected at most {PictureFile.MaxEdge} pixels on an edge, and one edge at most {MaxAspect} times the other, found {picture.Width} x {picture.Height}");
        }
        switch (_strategy)
        {
            case ResizeStrategy.Letterbox:
                var padded = Pad(picture);
                var (width, height) = ShorterTo(padded.Width, padded.Height, Size);
                return Crop(BicubicResampler.Resize(padded, width, height));
            case ResizeStrategy.ResizeCrop:
                var (cropWidth, cropHeight) = ShorterTo(picture.Width, picture.Height, Size);
                return Crop(BicubicResampler.Resize(picture, cropWidth, cropHeight));
            default:
                return BicubicResampler.Resize(picture, Size, Size).Rgb.ToArray();
        }
    }

    /// <summary>From square pictures to the towers' input; on a GPU the bytes are uploaded and everything else happens there.</summary>
    /// <param name="squares">B pictures of <c>Size x Size x 3</c> bytes.</param>
    /// <returns>[B, 3 per tower, Size, Size].</returns>
    public Tensor Normalize(IReadOnlyList<byte[]> squares, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var bytes = new byte[squares.Count * Size * Size * Channels];
        for (var i = 0; i < squares.Count; i++)
        {
            squares[i].CopyTo(bytes, i * Size * Size * Channels);
        }
        var pictures = tensor(bytes, [squares.Count, Size, Size, Channels]);
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            pictures = pictures.pin_memory();
        }
        // To [0, 1] first, then normalised, in float32, as torchvision does.
        var levels = pictures.to(device, non_blocking: true).permute(0, 3, 1, 2).to_type(ScalarType.Float32) / 255; // [B, 3, Size, Size]
        return cat([.. _towers.Select(tower => (levels - tower.MeanOn(device)) / tower.DeviationOn(device))], dim: 1)
            .to_type(type).MoveToOuterDisposeScope();
    }

    /// <summary>Both steps for one picture.</summary>
    public Tensor Process(Picture picture, ScalarType type, Device device) => Normalize([Square(picture)], type, device);

    private Picture Pad(Picture picture)
    {
        // An odd difference leaves the result one pixel off a square, as in the reference.
        var edge = Math.Max(picture.Width, picture.Height);
        var (left, top) = ((edge - picture.Width) / 2, (edge - picture.Height) / 2);
        var (width, height) = (picture.Width + (2 * left), picture.Height + (2 * top));
        var padded = new byte[width * height * Channels];
        padded.AsSpan().Fill(_fill);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Row(y).CopyTo(padded.AsSpan((((y + top) * width) + left) * Channels));
        }
        return new(width, height, padded);
    }

    private static (int Width, int Height) ShorterTo(int width, int height, int size) =>
        width <= height ? (size, (int)((long)size * height / width)) : ((int)((long)size * width / height), size);

    private byte[] Crop(Picture picture)
    {
        // Halves are rounded to the even number, as Python does.
        var (left, top) = ((int)Math.Round((picture.Width - Size) / 2.0, MidpointRounding.ToEven), (int)Math.Round((picture.Height - Size) / 2.0, MidpointRounding.ToEven));
        return picture.Cut(left, top, Size, Size).Rgb.ToArray();
    }

    private static ResizeStrategy Strategy(string path, string name) => name switch
    {
        "resize-naive" => ResizeStrategy.ResizeNaive,
        "letterbox" => ResizeStrategy.Letterbox,
        "resize-crop" => ResizeStrategy.ResizeCrop,
        _ => throw new CheckpointException($"{path}: image_resize_strategy: expected resize-naive, letterbox or resize-crop, found {name}"),
    };

    private sealed record Normalization(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
    {
        public Tensor MeanOn(Device device) => tensor([.. Mean], [1, Channels, 1, 1]).to(device);

        public Tensor DeviationOn(Device device) => tensor([.. Deviation], [1, Channels, 1, 1]).to(device);
    }
}

internal sealed record ProcessorFile(
    string ImageResizeStrategy, int[][] InputSizes, string[] Interpolations, float[][] Means, float[][] Stds, NormalizeFile[]? TvfNormalizeParams = null);

internal sealed record NormalizeFile(float[] Mean, float[] Std);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProcessorFile))]
internal sealed partial class ProcessorJson : JsonSerializerContext;
