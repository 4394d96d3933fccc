using System.Security.Cryptography;
using BlindVla.Core;
using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>A checkpoint in OpenVLA's layout, resident on a device.</summary>
public sealed class TorchModel : IBatchModel
{
    /// <summary>Pixels of the benchmark's pictures.</summary>
    private const int NativeWidth = 640;

    /// <summary>Pixels of the benchmark's pictures.</summary>
    private const int NativeHeight = 480;

    private readonly OpenVla _network;
    private readonly LlamaText _text;
    private readonly ImageProcessor _images;
    private readonly ActionCodec _codec;
    private readonly ActionGenerator _generator;
    private readonly ActionStatistics _statistics;
    private readonly int _threads;

    private TorchModel(
        OpenVla network,
        LlamaText text,
        ImageProcessor images,
        ActionStatistics statistics,
        TorchModelOptions options,
        PolicySpec spec
    )
    {
        (_network, _text, _images, _statistics, _threads, Spec) = (network, text, images, statistics, options.Threads, spec);
        _codec = new(network.Config);
        _generator = new(network, options.Generation);
    }

    public PolicySpec Spec { get; }

    public OpenVlaConfig Config => _network.Config;

    /// <summary>Loads the checkpoint that a locator names.</summary>
    /// <exception cref="CheckpointException">Files are missing, damaged, or do not fit together or the device.</exception>
    public static TorchModel Load(TorchSettings settings) =>
        Load(
            settings.Folder,
            new(
                settings.UnnormKey,
                settings.Device,
                settings.DType,
                new(settings.OnlyActionTokens, settings.Temperature),
                settings.Adapter,
                settings.View,
                settings.Threads
            )
        );

    /// <summary>Loads everything a checkpoint has; weights last, so that a small mistake is found before a large file is read.</summary>
    /// <exception cref="CheckpointException">Files are missing, damaged, or do not fit together or the device.</exception>
    public static TorchModel Load(string folder, TorchModelOptions options)
    {
        TorchNative.Require();
        var device = ParseDevice(options.Device);
        var type = ParseType(options.DType, device);
        // What the folder is at all, before what is in it.
        Checkpoint.Open(folder).Dispose();
        var config = OpenVlaConfig.Load(folder);
        var text = LlamaText.Load(folder, config);
        var images = ImageProcessor.Load(folder, config);
        var statistics = DatasetStatistics.Load(folder, options.Adapter).Choose(options.UnnormKey);
        var length = Conventions.DeltaEndEffectorPose.Sum(part => part.Length);
        if (statistics.Values.Length != length)
        {
            throw new CheckpointException(
                $"{folder}: the statistics '{statistics.Key}' of {statistics.Source} are of actions of "
                    + $"{statistics.Values.Length} values, expected {length}: "
                    + $"{string.Join(", ", Conventions.DeltaEndEffectorPose.Select(part => part.Name))}"
            );
        }
        var (network, weights) = OpenVla.Load(folder, type, device, options.Adapter);
        var spec = new PolicySpec(
            "torch",
            Digest(folder, options.Adapter, weights.Files),
            [options.Camera ?? Camera(config)],
            Conventions.DeltaEndEffectorPose,
            ControlPeriodSeconds: null,
            IsPrivileged: false,
            // A GPU's sums depend on the batch that a picture happens to be in.
            IsDeterministic: device.type == TorchSharp.DeviceType.CPU
        )
        {
            Settings =
                $"{type.ToString().ToLowerInvariant()} on {device}, "
                + $"statistics {statistics.Key} of {statistics.Source}, "
                + (options.Generation.ActionTokensOnly ? "action tokens only, " : "any token, ")
                + (options.Generation.Temperature > 0 ? $"temperature {options.Generation.Temperature:R}" : "greedy"),
            Processor = device.type == TorchSharp.DeviceType.CPU ? ProcessorClass.Own : null,
            Notes = [.. weights.Notes, .. statistics.Notes],
        };
        return new(network, text, images, statistics.Values, options, spec);
    }

    public IReadOnlyList<ActionChunk> Predict(IReadOnlyList<PredictionRequest> requests) =>
        [
            .. Act([.. requests.Select(request => (Picture.Of(request.Observation.Images[0]), request.Instruction, request.Noise))])
                .Select(prediction => ActionChunk.Single(prediction.Command.AsMemory())),
        ];

    /// <summary>What the network says of pictures and instructions.</summary>
    public IReadOnlyList<ActionPrediction> Act(IReadOnlyList<(Picture Picture, string Instruction, KeyedRandom Noise)> requests)
    {
        // OpenMP keeps the number for each calling thread.
        set_num_threads(_threads);
        using var mode = inference_mode();
        using var pixels = _images.Normalize(
            [.. requests.Select(request => _images.Square(request.Picture))],
            _network.DType,
            _network.Device
        );
        var tokens = _generator.Generate(
            [
                .. requests.Select(request => new GenerationRequest(
                    ActionPrompt.Encode(_text, request.Instruction, _network.Config.Prompt),
                    request.Noise
                )),
            ],
            pixels,
            _statistics.Length
        );
        return
        [
            .. tokens.Select(row =>
            {
                double[] normalized = [.. row.Select(_codec.Decode)];
                return new ActionPrediction([.. row], [.. normalized], [.. ActionCodec.Denormalize(normalized, _statistics)]);
            }),
        ];
    }

    public ValueTask DisposeAsync()
    {
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The library's version and the devices it can use, having computed something on the processor.</summary>
    /// <exception cref="CheckpointException">There is no library that could be used.</exception>
    public static string DescribeRuntime()
    {
        TorchNative.Require();
        using var scope = NewDisposeScope();
        var two = ones(1).Plus(1);
        var devices = cuda.is_available() ? $"{cuda.device_count()} CUDA devices" : "no CUDA device";
        var library = TorchNative.ForeignFolder is { } folder ? $"built for {__version__}, that of {folder}" : __version__;
        return two.item<float>() == 2
            ? $"{library}, processor and {devices}"
            : throw new InvalidOperationException("libtorch does not add");
    }

    private static CameraRequest Camera(OpenVlaConfig config) =>
        new(Conventions.MainCamera, config.CameraSize?.Width ?? NativeWidth, config.CameraSize?.Height ?? NativeHeight);

    private static Device ParseDevice(string name)
    {
        if (name == "cpu")
        {
            return CPU;
        }
        if (name.Split(':') is not ["cuda", var index] || !int.TryParse(index, out var number) || number < 0)
        {
            throw new CheckpointException($"expected the device cpu or cuda:N, found '{name}'");
        }
        return cuda.is_available() && number < cuda.device_count()
            ? new Device(TorchSharp.DeviceType.CUDA, number)
            : throw new CheckpointException(
                $"there is no device {name}: libtorch sees {(cuda.is_available() ? cuda.device_count() : 0)} GPUs; build with "
                    + "-p:Torch=cuda on a machine with an NVIDIA GPU, or use cpu"
            );
    }

    private static ScalarType ParseType(string? name, Device device) =>
        name is not null ? WeightType.Parse(name)
        : device.type == TorchSharp.DeviceType.CUDA ? ScalarType.BFloat16
        : ScalarType.Float32;

    /// <summary>SHA-256, lower-case hex, over the names and contents of everything that decides an action.</summary>
    private static string Digest(string folder, string? adapter, IEnumerable<string> weights)
    {
        string[] names =
        [
            OpenVlaConfig.FileName,
            ImageProcessor.FileName,
            ImageProcessor.NewerFileName,
            LlamaText.ModelFile,
            LlamaText.ConfigFileName,
            LlamaText.AddedTokensFile,
            LlamaText.SpecialTokensFile,
            LoraAdapter.ConfigFileName,
            DatasetStatistics.FileName,
        ];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var settings = new[] { folder, adapter }
            .OfType<string>()
            .SelectMany(place => names.Select(name => Path.Combine(place, name)))
            .Where(File.Exists);
        foreach (var path in settings.Concat(weights))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path) + "\0"));
            using var file = CheckpointFile.Open(path);
            hash.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
