using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using BlindVla.Files;
using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>From a picture to what the vision towers see, as PrismaticImageProcessor does it: <c>preprocessor_config.json</c>.</summary>
public sealed class ImageProcessor
{
    public const string FileName = "preprocessor_config.json";

    /// <summary>Where transformers 5 writes it, with the other processors.</summary>
    public const string NewerFileName = "processor_config.json";

    private const string NewerKey = "image_processor";

    private const int Channels = Picture.Channels;
    private const int MaxAspect = 64;

    private readonly ResizeStrategy _strategy;
    private readonly ImmutableArray<byte> _fill;
    private readonly ImmutableArray<Normalization> _towers;

    private ImageProcessor(ResizeStrategy strategy, int size, ImmutableArray<byte> fill, ImmutableArray<Normalization> towers) =>
        (_strategy, Size, _fill, _towers) = (strategy, size, fill, towers);

    /// <summary>Edge of the square, pixels.</summary>
    public int Size { get; }

    public int Towers => _towers.Length;

    /// <exception cref="CheckpointException">The file is missing or asks for what this program does not do; every such field is
    /// named.</exception>
    public static ImageProcessor Load(string folder, OpenVlaConfig config, ResizeStrategy? strategy = null)
    {
        var (path, newer) = (Path.Combine(folder, FileName), Path.Combine(folder, NewerFileName));
        var hasNewer = File.Exists(newer) && JsonFields.Read(newer).Has(NewerKey);
        if (
            hasNewer
            && File.Exists(path)
            && !JsonElement.DeepEquals(JsonFields.Read(newer).Raw(NewerKey)!.Value, JsonFields.Read(path).Element)
        )
        {
            throw new CheckpointException(
                $"{folder} has both {FileName} and {NewerFileName}, and they differ; remove the one that is not the checkpoint's"
            );
        }
        path = hasNewer ? newer : path;
        return Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path, config, strategy);
    }

    /// <param name="path">What the bytes are called in messages.</param>
    /// <exception cref="CheckpointException">They ask for what this program does not do; every such field is named.</exception>
    public static ImageProcessor Parse(ReadOnlySpan<byte> json, string path, OpenVlaConfig config, ResizeStrategy? strategy = null)
    {
        var file = JsonFields.Parse(json, path);
        // Since transformers 5 it stands inside the file of all processors.
        var fields = file.Raw(NewerKey) is { ValueKind: JsonValueKind.Object } ? file.Object(NewerKey)! : file;
        if (fields != file)
        {
            file.Ignore("processor_class", "auto_map");
        }
        var (towers, size) = (config.Towers.Length, config.Towers[0].ImageSize);
        fields.Ignore("image_processor_type", "processor_class", "auto_map", "tvf_do_letterbox");
        fields.Require(
            fields.Flag("use_fused_vision_backbone", towers == 2) == (towers == 2),
            "use_fused_vision_backbone",
            $"that of the config, of {towers} towers"
        );
        var named = fields.Text("image_resize_strategy", "letterbox");
        ResizeStrategy? asked = named switch
        {
            "resize-naive" => ResizeStrategy.ResizeNaive,
            "letterbox" => ResizeStrategy.Letterbox,
            "resize-crop" => ResizeStrategy.ResizeCrop,
            _ => null,
        };
        fields.Require(asked is not null, "image_resize_strategy", "resize-naive, letterbox or resize-crop");
        fields.Require(
            fields.Flag("tvf_do_letterbox", asked == ResizeStrategy.Letterbox) == (asked == ResizeStrategy.Letterbox),
            "tvf_do_letterbox",
            $"what image_resize_strategy says, {named}"
        );
        fields.Require(
            fields.Items("input_sizes", 2) is { } sizes && sizes.Length == towers && sizes.All(item => Same(item, [Channels, size, size])),
            "input_sizes",
            $"[3, {size}, {size}] for each of {towers} towers, as the config's image_sizes"
        );
        fields.Require(
            fields.Texts("interpolations", 2) is { } interpolations
                && interpolations.Length == towers
                && interpolations.All(interpolation => interpolation == "bicubic"),
            "interpolations",
            "bicubic for each tower"
        );
        var means = Triples(fields, "means", fields.Items("means", 2), -1, towers);
        var deviations = Triples(fields, "stds", fields.Items("stds", 2), 1e-6, towers);
        // What was saved of torchvision's own transforms is what is used: it has been rounded to the type the checkpoint was made in.
        var saved = Objects(fields, "tvf_normalize_params");
        if (saved.Length > 0)
        {
            fields.Require(saved.Length == towers, "tvf_normalize_params", $"one for each of {towers} towers");
            means = Triples(fields, "tvf_normalize_params", [.. saved.Select(tower => tower.Raw("mean") ?? default)], -1, towers);
            deviations = Triples(fields, "tvf_normalize_params", [.. saved.Select(tower => tower.Raw("std") ?? default)], 1e-6, towers);
            foreach (var tower in saved)
            {
                tower.Ignore("inplace");
            }
        }
        foreach (var resize in Objects(fields, "tvf_resize_params"))
        {
            const int Bicubic = 3;
            resize.Only("interpolation", Bicubic, ", which is bicubic");
            resize.Require(resize.Flag("antialias", true), "antialias", "true");
            resize.Require(
                resize.Raw("size") is not { } edge || Same(edge, [size, size]) || JsonFields.IsWhole(edge, size, size, out _),
                "size",
                $"{size}, as the config's image_sizes"
            );
        }
        foreach (var crop in Objects(fields, "tvf_crop_params"))
        {
            crop.Require(
                crop.Raw("output_size") is not { } edge || Same(edge, [size, size]) || JsonFields.IsWhole(edge, size, size, out _),
                "output_size",
                $"[{size}, {size}], as the config's image_sizes"
            );
        }
        // The mean of the last tower, in 8-bit levels cut off to whole numbers.
        ImmutableArray<byte> fill = fields.Wholes("tvf_letterbox_fill", Channels, 0, 255) is { Length: Channels } given
            ? [.. given.Select(level => (byte)level)]
            :
            [
                .. (Triples(fields, "means", fields.Items("means", 2), -1, towers) is { Length: > 0 } all ? all[^1] : [0, 0, 0]).Select(
                    mean => (byte)Math.Clamp(255 * mean, 0, 255)
                ),
            ];
        file.Finish();
        return new(
            strategy ?? asked!.Value,
            size,
            fill,
            [
                .. means.Zip(deviations, (mean, deviation) =>
                    new Normalization([.. mean.Select(value => (float)value)], [.. deviation.Select(value => (float)value)])
                ),
            ]
        );
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
                $"expected at most {PictureFile.MaxEdge} pixels on an edge, and one edge at most {MaxAspect} times the other, found "
                    + $"{picture.Width} x {picture.Height}"
            );
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
        // To [0, 1] first, then normalised, in float32, as torchvision does.
        if (device.type != TorchSharp.DeviceType.CUDA)
        {
            return Looked(squares).to(device).to_type(type).MoveToOuterDisposeScope();
        }
        var bytes = new byte[squares.Count * Size * Size * Channels];
        for (var i = 0; i < squares.Count; i++)
        {
            squares[i].CopyTo(bytes, i * Size * Size * Channels);
        }
        var pictures = tensor(bytes, [squares.Count, Size, Size, Channels]).pin_memory().to(device, non_blocking: true);
        var levels = pictures.permute(0, 3, 1, 2).to_type(ScalarType.Float32).Over(255); // [B, 3, Size, Size]
        return cat([.. _towers.Select(tower => (levels - tower.MeanOn(device)) / tower.DeviationOn(device))], dim: 1)
            .to_type(type)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The same without a GPU: what becomes of each of the 256 levels is computed once, and looked up.</summary>
    private Tensor Looked(IReadOnlyList<byte[]> squares)
    {
        var pixels = Size * Size;
        var pictures = empty([squares.Count, Towers * Channels, Size, Size], ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(pictures.bytes);
        foreach (var (i, tower) in _towers.Index())
        {
            var (reds, greens, blues) = (tower.Levels(0), tower.Levels(1), tower.Levels(2));
            for (var picture = 0; picture < squares.Count; picture++)
            {
                var planes = values.Slice(((picture * _towers.Length) + i) * Channels * pixels, Channels * pixels);
                var red = planes[..pixels];
                var green = planes[pixels..(2 * pixels)];
                var blue = planes[(2 * pixels)..];
                ReadOnlySpan<byte> square = squares[picture];
                for (var pixel = 0; pixel < pixels; pixel++)
                {
                    var rgb = square.Slice(pixel * Channels, Channels);
                    (red[pixel], green[pixel], blue[pixel]) = (reds[rgb[0]], greens[rgb[1]], blues[rgb[2]]);
                }
            }
        }
        return pictures;
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
        for (var i = 0; i < padded.Length; i++)
        {
            padded[i] = _fill[i % Channels];
        }
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
        var (left, top) = (
            (int)Math.Round((picture.Width - Size) / 2.0, MidpointRounding.ToEven),
            (int)Math.Round((picture.Height - Size) / 2.0, MidpointRounding.ToEven)
        );
        return picture.Cut(left, top, Size, Size).Rgb.ToArray();
    }

    private static bool Same(JsonElement list, ReadOnlySpan<int> numbers)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != numbers.Length)
        {
            return false;
        }
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!JsonFields.IsWhole(list[i], numbers[i], numbers[i], out _))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A number for each channel, of each tower.</summary>
    private static ImmutableArray<double[]> Triples(
        JsonFields fields,
        string key,
        ImmutableArray<JsonElement>? items,
        double least,
        int towers
    )
    {
        var triples = new List<double[]>();
        foreach (var item in items ?? [])
        {
            double[] triple =
                item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == Channels
                    ?
                    [
                        .. item.EnumerateArray()
                            .Select(value =>
                                JsonFields.IsFinite(value, out var number) && number >= least && number <= 10 ? number : double.NaN
                            ),
                    ]
                    : [double.NaN];
            if (triple.All(double.IsFinite))
            {
                triples.Add(triple);
            }
        }
        fields.Require(triples.Count == towers, key, $"{Channels} numbers from {least} to 10 for each of {towers} towers");
        return [.. triples];
    }

    private static ImmutableArray<JsonFields> Objects(JsonFields fields, string key) =>
        [.. (fields.Items(key, 2) ?? []).Select((item, i) => fields.Child(item, $"{key}[{i}]"))];

    private sealed record Normalization(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
    {
        /// <summary>What each of a channel's 256 levels becomes.</summary>
        public float[] Levels(int channel) =>
            [.. Enumerable.Range(0, 256).Select(level => ((level / 255f) - Mean[channel]) / Deviation[channel])];

        public Tensor MeanOn(Device device) => tensor([.. Mean], [1, Channels, 1, 1]).to(device);

        public Tensor DeviationOn(Device device) => tensor([.. Deviation], [1, Channels, 1, 1]).to(device);
    }
}
