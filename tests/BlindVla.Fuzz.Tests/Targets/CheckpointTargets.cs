using System.Buffers.Binary;
using System.Collections.Immutable;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using BlindVla.Policies.Torch;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>The files of a checkpoint folder and of an adapter's.</summary>
internal static class CheckpointTargets
{
    /// <summary>What the bytes are called in messages.</summary>
    private const string Place = "checkpoint/file";

    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "openvla-a");

    private static readonly IMutator[] Json = [new JsonMutator(), new JsonMutator(), new TextMutator(), new ByteMutator()];

    public static FuzzTarget Config(string name) => Reader(name, "config.json", Json, input => OpenVlaConfig.Parse(input, Place));

    public static FuzzTarget Statistics(string name) => Reader(name, "dataset_statistics.json", Json, input =>
        {
            foreach (var (key, entry) in DatasetStatistics.Parse(input, Place))
            {
                _ = DatasetStatistics.Read(entry, Place, key);
            }
        });

    public static FuzzTarget Generation(string name) =>
        Reader(name, "generation_config.json", Json, input => GenerationSettings.Parse(input, Place));

    public static FuzzTarget Preprocessor(string name)
    {
        var config = OpenVlaConfig.Load(Golden);
        return Reader(name, "preprocessor_config.json", Json, input => ImageProcessor.Parse(input, Place, config));
    }

    /// <summary>The header, and a length that says how much of the file it describes.</summary>
    public static FuzzTarget Tensors(string name)
    {
        var file = Read("model.safetensors");
        var header = file[..(sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(file))];
        return Reader(
            name,
            [header],
            [new HeaderMutator(new JsonMutator()), new HeaderMutator(new TextMutator()), new ByteMutator()],
            input => SafetensorsFile.Parse(input, file.Length - header.Length + input.Length, Place)
        ) with
        {
            Weight = 0.25,
        };
    }

    public static FuzzTarget Index(string name)
    {
        var right =
            """
            {"metadata": {"total_size": 7}, "weight_map": {"a.weight": "model-00001-of-00002.safetensors", "b.weight": "model-00002-of-00002.safetensors"}}
            """u8.ToArray();
        return Reader(name, [right], Json, input => ShardIndex.Parse(input, Place));
    }

    public static FuzzTarget Adapter(string name)
    {
        string[] modules =
        [
            "language_model.model.layers.0.self_attn.q_proj",
            "projector.fc1",
            new('a', 1000),
            $"{string.Concat(Enumerable.Repeat("a.", 1000))}!",
        ];
        return Reader(name, Path.Combine("adapter", "adapter_config.json"), Json, input =>
        {
            var config = LoraConfig.Parse(input, Place);
            foreach (var module in modules)
            {
                _ = (config.IsTargeted(module), config.IsSaved(module), config.RankOf(module), config.ScaleOf(module));
            }
            _ = config.UnusedPatterns(modules).Count();
        });
    }

    public static FuzzTarget Pieces(string name) =>
        Reader(name, "tokenizer.model", [new ByteMutator(), new TextMutator()], input =>
            SentencePieceModel.Parse(input, Place).Encode("What action should the robot take to put carrot on plate?")
        );

    public static FuzzTarget Tokens(string name)
    {
        var pieces = SentencePieceModel.Load(Path.Combine(Golden, "tokenizer.model"));
        return Reader(name, "tokenizer_config.json", Json, input => TokenizerSettings.Parse(input, null, null, pieces, Place));
    }

    public static FuzzTarget OlderTokens(string name)
    {
        var pieces = SentencePieceModel.Load(Path.Combine(Golden, "tokenizer.model"));
        var config = "{}"u8.ToArray();
        var map = Read("special_tokens_map.json");
        return Reader(name, "added_tokens.json", Json, input => TokenizerSettings.Parse(config, input, map, pieces, Place));
    }

    private static FuzzTarget Reader(string name, string file, IMutator[] mutators, Action<byte[]> read) =>
        Reader(name, [Read(file)], mutators, read);

    private static FuzzTarget Reader(string name, ImmutableArray<byte[]> corpus, IMutator[] mutators, Action<byte[]> read) =>
        new(name, corpus, [.. mutators], read, typeof(CheckpointException)) { Weight = 0.5 };

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Golden, file));
}
