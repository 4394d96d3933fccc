using System.Diagnostics;
using BlindVla.Core;
using BlindVla.Policies;
using BlindVla.Policies.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace BlindVla.Benchmarks;

/// <summary>What sessions and the batching queue cost, against the same model called directly; and what a network of OpenVLA-7B's size does
/// on a GPU.</summary>
internal static class TorchBenchmark
{
    private const int Actions = 7;
    private static readonly CameraRequest Camera = new("3rd_view_camera", 640, 480);

    /// <summary>A VLA of a few million random parameters on the processor; actions per second.</summary>
    /// <param name="tokenizer">Folder of a small checkpoint, whose tokenizer and picture settings are used.</param>
    public static async Task ProcessorAsync(string tokenizer)
    {
        var folder = Directory.CreateTempSubdirectory("blindvla-benchmark-").FullName;
        try
        {
            WriteCheckpoint(tokenizer, folder);
            Console.WriteLine(
                $"actions per second on the processor, one thread; {CheckpointDescription.Of(folder).Parameters:N0} "
                    + "parameters; pictures of 640x480"
            );
            Console.WriteLine($"{"batch", 6} {"directly", 10} {"sessions", 10} {"ratio", 6}");
            foreach (var batch in new[] { 1, 8, 32 })
            {
                await MeasureAsync(folder, batch);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The network of OpenVLA-7B with random weights: latency, throughput and memory against what the memory's bandwidth
    /// allows.</summary>
    public static void Gpu(string device)
    {
        var bandwidth = Bandwidth(device);
        var weights = new RandomWeights(1, ScalarType.BFloat16, torch.device(device));
        using var network = new OpenVla(SevenBillion(), weights);
        var generator = new ActionGenerator(network, new());
        var bytes = weights.Taken.Values.Sum(tensor => tensor.numel() * tensor.element_size());
        var floor = Actions * bytes / bandwidth;
        Console.WriteLine($"{TorchModel.DescribeRuntime()}; {device} copies {bandwidth / 1e12:F2} TB/s, reads and writes together");
        Console.WriteLine($"asking for an operation on one number takes {1e6 * Asking(device):F1} us of this processor");
        Console.WriteLine(
            $"weights {bytes / 1e9:F2} GB in bfloat16: reading them once per token takes at least {1e3 * floor:F1} ms per action"
        );
        Console.WriteLine(
            $"{"batch", 6} {"action, ms", 10} {"pictures and first token", 24} {"each other token", 16} {"actions/s", 10} "
                + $"{"of the floor", 12} {"GPU memory", 14}"
        );
        foreach (var batch in new[] { 1, 2, 4, 8, 16, 32 })
        {
            using var pixels = randn([batch, 6, 224, 224], ScalarType.BFloat16, torch.device(device));
            var requests = Enumerable
                .Range(0, batch)
                .Select(_ => new GenerationRequest([1, .. Enumerable.Repeat(100, 30)], KeyedRandom.Create(0)))
                .ToList();
            var first = Time(5, () => generator.Generate(requests, pixels, 1));
            var seconds = Time(5, () => generator.Generate(requests, pixels, Actions));
            Console.WriteLine(
                $"{batch, 6} {1e3 * seconds, 10:F1} {1e3 * first, 24:F1} {1e3 * (seconds - first) / (Actions - 1), 16:F2} "
                    + $"{batch / seconds, 10:F1} {seconds / floor, 12:F2} {UsedMemory(), 14}"
            );
        }
    }

    /// <summary>As the driver says, of the first GPU; all that libtorch has ever asked for, since it gives nothing back.</summary>
    private static string UsedMemory()
    {
        using var driver = Process.Start(
            new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader", "--id=0"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var text = driver.StandardOutput.ReadToEnd();
        driver.WaitForExit();
        return text.Trim();
    }

    private static async Task MeasureAsync(string folder, int batch)
    {
        var options = new TorchModelOptions("bridge_orig", "cpu", null, new(), null, Camera);
        var pixels = new byte[Camera.Width * Camera.Height * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 31);
        var observation = new Observation(0, [new(Camera.Name, Camera.Width, Camera.Height, pixels, 0)], default, null);
        var model = TorchModel.Load(folder, options);
        var requests = Enumerable
            .Range(0, batch)
            .Select(i => new PredictionRequest("put carrot on plate", observation, KeyedRandom.Create(0)))
            .ToList();
        var rounds = Math.Max(2, 24 / batch);
        // The thread that computes is the queue's in both cases, so that both have the same thread-local state.
        await using var policy = new BatchingPolicy(model, batch, TimeProvider.System);
        var sessions = requests.Select(request => policy.BeginEpisode(new("", request.Instruction, 0, []))).ToList();
        var (direct, through) = (new List<double>(), new List<double>());
        for (var repetition = 0; repetition < 5; repetition++)
        {
            direct.Add(batch * rounds / Time(1, () =>
                    {
                        for (var i = 0; i < rounds; i++)
                            model.Predict(requests);
                    }));
            through.Add(
                batch
                    * rounds
                    / await TimeAsync(() =>
                        Task.WhenAll(
                            sessions.Select(session =>
                                Task.Run(async () =>
                                {
                                    for (var i = 0; i < rounds; i++)
                                        await session.PredictAsync(observation, CancellationToken.None);
                                })
                            )
                        )
                    )
            );
        }
        direct.Sort();
        through.Sort();
        Console.WriteLine($"{batch, 6} {direct[2], 10:F1} {through[2], 10:F1} {through[2] / direct[2], 6:F3}");
    }

    private static double Time(int times, Action action)
    {
        action();
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < times; i++)
            action();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds / times;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        await action();
        var began = TimeProvider.System.GetTimestamp();
        await action();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Bytes per second that a copy inside the device's memory reads and writes.</summary>
    private static double Bandwidth(string device)
    {
        const int Copies = 20;
        using var from = zeros(1L << 30, ScalarType.Byte, torch.device(device));
        using var to = zeros_like(from);
        return Copies * 2.0 * (1L << 30) / Time(1, () =>
            {
                for (var i = 0; i < Copies; i++)
                    to.copy_(from);
                using var last = to[^1].cpu();
            });
    }

    /// <summary>Seconds that an operation takes however little it computes; a small batch has nothing else to wait for.</summary>
    private static double Asking(string device)
    {
        const int Times = 10_000;
        using var mode = inference_mode();
        using var x = ones([1], ScalarType.BFloat16, torch.device(device));
        return Time(1, () =>
            {
                for (var i = 0; i < Times; i++)
                    x.mul(x).Dispose();
                using var last = x.cpu();
            }) / Times;
    }

    /// <summary>A checkpoint of about eight million random parameters: 112 pixels, two towers of 192 channels, four blocks of
    /// 256.</summary>
    private static void WriteCheckpoint(string tokenizer, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(tokenizer, "*.json").Append(Path.Combine(tokenizer, LlamaText.ModelFile)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        Rewrite(
            Path.Combine(folder, OpenVlaConfig.FileName),
            [
                ("\"depth\": 3", "\"depth\": 7"),
                ("\"depth\": 2", "\"depth\": 7"),
                ("\"embed_dim\": 48", "\"embed_dim\": 192"),
                ("\"embed_dim\": 64", "\"embed_dim\": 192"),
                ("\"hidden_size\": 64", "\"hidden_size\": 256"),
                ("\"intermediate_size\": 172", "\"intermediate_size\": 688"),
                ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 4"),
                (" 56", " 112"),
            ]
        );
        Rewrite(Path.Combine(folder, ImageProcessor.FileName), [(" 56", " 112")]);
        using var weights = new RandomWeights(1, ScalarType.Float32, CPU);
        _ = new OpenVla(OpenVlaConfig.Load(folder), weights);
        SafetensorsFile.Write(Path.Combine(folder, Checkpoint.SingleFile), weights.Taken);
    }

    private static void Rewrite(string path, ReadOnlySpan<(string From, string To)> changes)
    {
        var text = File.ReadAllText(path);
        foreach (var (from, to) in changes)
            text = text.Replace(from, to, StringComparison.Ordinal);
        File.WriteAllText(path, text);
    }

    private static OpenVlaConfig SevenBillion() =>
        new(
            [
                new(
                    "vit_large_patch14_reg4_dinov2.lvd142m",
                    224,
                    14,
                    1024,
                    24,
                    16,
                    4096,
                    HasClassToken: true,
                    Registers: 4,
                    HasLayerScale: true
                ),
                new("vit_so400m_patch14_siglip_224", 224, 14, 1152, 27, 16, 4304, HasClassToken: false, Registers: 0, HasLayerScale: false),
            ],
            new(32064, 4096, 11008, 32, 32, 32, 128, 1e-6, 10000, TieWordEmbeddings: false, AttentionBias: false),
            FusedProjector: true,
            PaddingRows: 64,
            ActionBins: 256,
            PadToken: 32000,
            DType: "bfloat16",
            Prompt: PromptStyle.Pure,
            CameraSize: null
        );
}
