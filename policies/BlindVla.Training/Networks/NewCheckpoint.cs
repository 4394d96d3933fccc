using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BlindVla.Files;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Writes a checkpoint that has learned nothing yet, in the layout of a published OpenVLA, so that training always begins from a
/// folder.</summary>
public static class NewCheckpoint
{
    private const string Dino = "vit_large_patch14_reg4_dinov2.lvd142m";
    private const string Siglip = "vit_so400m_patch14_siglip_224";
    private const int ActionBins = 256;
    private const int Padding = 64;
    private const int Registers = 4;
    private const string PaddingPiece = "<PAD>";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetDeviation = [0.229, 0.224, 0.225];
    private static readonly double[] Half = [0.5, 0.5, 0.5];

    /// <param name="folder">Made where it is missing.</param>
    /// <param name="camera">Width and height of the pictures that it is trained on.</param>
    /// <param name="texts">What the tokenizer learns its words from.</param>
    /// <param name="seed">Of the weights.</param>
    public static void Write(string folder, NetworkShape shape, (int Width, int Height) camera, IEnumerable<string> texts, ulong seed)
    {
        Directory.CreateDirectory(folder);
        var (model, pieces) = WordPieces.Train(texts, ActionBins);
        AtomicFile.Write(Path.Combine(folder, LlamaText.ModelFile), model);
        WriteJson(folder, LlamaText.ConfigFileName, Tokenizer(pieces));
        WriteJson(folder, "special_tokens_map.json", SpecialTokens());
        WriteJson(folder, LlamaText.AddedTokensFile, new JsonObject { [PaddingPiece] = pieces });
        WriteJson(folder, ImageProcessor.FileName, Images(shape.ImageSize));
        var config = Config(shape, camera, pieces);
        WriteJson(folder, OpenVlaConfig.FileName, config);
        using var weights = new FreshWeights(seed, shape.Vision.Blocks, shape.Language.Blocks);
        var parsed = OpenVlaConfig.Load(folder);
        using (new OpenVla(parsed, weights))
        {
            TakeUnused(weights, parsed);
            SafetensorsFile.Write(Path.Combine(folder, Checkpoint.SingleFile), weights.Taken);
        }
    }

    /// <summary>What a published checkpoint also has, and no action depends on: timm and transformers would miss it.</summary>
    private static void TakeUnused(FreshWeights weights, OpenVlaConfig config)
    {
        foreach (var (tower, i) in config.Towers.Select((tower, i) => (tower, i)))
        {
            var name = $"vision_backbone.{(i == 0 ? "" : "fused_")}featurizer";
            var (last, unused) = ($"{name}.blocks.{tower.Depth - 2}.", $"{name}.blocks.{tower.Depth - 1}.");
            foreach (var (block, like) in weights.Taken.Where(taken => taken.Key.StartsWith(last, StringComparison.Ordinal)).ToList())
            {
                weights.Take(unused + block[last.Length..], like.shape);
            }
            Norm($"{name}.norm");
            if (i == 1)
            {
                weights.Take($"{name}.attn_pool.latent", 1, 1, tower.Width);
                Linear($"{name}.attn_pool.q", tower.Width, tower.Width);
                Linear($"{name}.attn_pool.kv", tower.Width, 2 * tower.Width);
                Linear($"{name}.attn_pool.proj", tower.Width, tower.Width);
                Norm($"{name}.attn_pool.norm");
                Linear($"{name}.attn_pool.mlp.fc1", tower.Width, tower.MlpHidden);
                Linear($"{name}.attn_pool.mlp.fc2", tower.MlpHidden, tower.Width);
            }

            void Norm(string module)
            {
                weights.Take($"{module}.weight", tower.Width);
                weights.Take($"{module}.bias", tower.Width);
            }
        }

        void Linear(string module, long inputs, long outputs)
        {
            weights.Take($"{module}.weight", outputs, inputs);
            weights.Take($"{module}.bias", outputs);
        }
    }

    private static JsonObject Config(NetworkShape shape, (int Width, int Height) camera, int pieces)
    {
        JsonObject Tower(bool isDino)
        {
            var tower = new JsonObject
            {
                ["patch_size"] = shape.PatchSize,
                ["embed_dim"] = shape.Vision.Width,
                // The last block of a tower is not used.
                ["depth"] = shape.Vision.Blocks + 1,
                ["num_heads"] = shape.Vision.Heads,
                ["mlp_ratio"] = (double)shape.Vision.MlpHidden / shape.Vision.Width,
            };
            if (isDino)
            {
                tower["reg_tokens"] = Registers;
            }
            return tower;
        }
        return new()
        {
            ["architectures"] = new JsonArray("OpenVLAForActionPrediction"),
            ["arch_specifier"] = "no-align+fused-gelu-mlp",
            ["model_type"] = "openvla",
            ["hf_llm_id"] = "meta-llama/Llama-2-7b-hf",
            ["llm_backbone_id"] = "llama2-7b-pure",
            ["llm_max_length"] = 2048,
            ["vision_backbone_id"] = "dinosiglip-vit-so-224px",
            ["use_fused_vision_backbone"] = true,
            ["timm_model_ids"] = new JsonArray(Dino, Siglip),
            ["timm_override_act_layers"] = new JsonArray(null, null),
            ["timm_model_overrides"] = new JsonObject { [Dino] = Tower(isDino: true), [Siglip] = Tower(isDino: false) },
            ["image_sizes"] = new JsonArray(shape.ImageSize, shape.ImageSize),
            ["camera_size"] = new JsonArray(camera.Width, camera.Height),
            ["image_resize_strategy"] = "resize-naive",
            ["n_action_bins"] = ActionBins,
            ["norm_stats"] = new JsonObject(),
            ["pad_to_multiple_of"] = Padding,
            ["pad_token_id"] = pieces,
            ["torch_dtype"] = "float32",
            ["text_config"] = new JsonObject
            {
                ["model_type"] = "llama",
                ["vocab_size"] = pieces + Padding,
                ["hidden_size"] = shape.Language.Width,
                ["intermediate_size"] = shape.Language.MlpHidden,
                ["num_hidden_layers"] = shape.Language.Blocks,
                ["num_attention_heads"] = shape.Language.Heads,
                ["num_key_value_heads"] = shape.Language.Heads,
                ["rms_norm_eps"] = 1e-6,
                ["torch_dtype"] = "float32",
            },
        };
    }

    private static JsonObject SpecialTokens() =>
        new()
        {
            ["bos_token"] = Token(WordPieces.Begin),
            ["eos_token"] = Token(WordPieces.End),
            ["pad_token"] = Token(PaddingPiece),
            ["unk_token"] = Token(WordPieces.Unknown),
        };

    private static JsonObject Token(string content) =>
        new()
        {
            ["content"] = content,
            ["lstrip"] = false,
            ["normalized"] = false,
            ["rstrip"] = false,
            ["single_word"] = false,
        };

    private static JsonObject Tokenizer(int pieces)
    {
        static JsonObject Special(string content)
        {
            var token = Token(content);
            token["special"] = true;
            return token;
        }
        return new()
        {
            ["add_bos_token"] = true,
            ["add_eos_token"] = false,
            ["added_tokens_decoder"] = new JsonObject
            {
                ["0"] = Special(WordPieces.Unknown),
                ["1"] = Special(WordPieces.Begin),
                ["2"] = Special(WordPieces.End),
                [$"{pieces}"] = Special(PaddingPiece),
            },
            ["bos_token"] = WordPieces.Begin,
            ["clean_up_tokenization_spaces"] = false,
            ["eos_token"] = WordPieces.End,
            ["legacy"] = false,
            ["model_max_length"] = 2048,
            ["pad_token"] = PaddingPiece,
            ["padding_side"] = "right",
            ["processor_class"] = "PrismaticProcessor",
            ["sp_model_kwargs"] = new JsonObject(),
            ["spaces_between_special_tokens"] = false,
            ["tokenizer_class"] = "LlamaTokenizer",
            ["unk_token"] = WordPieces.Unknown,
            ["use_default_system_prompt"] = false,
        };
    }

    private static JsonObject Images(int size)
    {
        static JsonArray Numbers(double[] values) => new([.. values.Select(value => JsonValue.Create(value))]);
        JsonArray Each(Func<int, JsonNode> make) => new(make(0), make(1));
        double[] Mean(int tower) => tower == 0 ? ImageNetMean : Half;
        double[] Deviation(int tower) => tower == 0 ? ImageNetDeviation : Half;
        return new()
        {
            ["image_processor_type"] = "PrismaticImageProcessor",
            ["image_resize_strategy"] = "resize-naive",
            ["input_sizes"] = Each(_ => new JsonArray(3, size, size)),
            ["interpolations"] = new JsonArray("bicubic", "bicubic"),
            ["means"] = Each(tower => Numbers(Mean(tower))),
            ["processor_class"] = "PrismaticProcessor",
            ["stds"] = Each(tower => Numbers(Deviation(tower))),
            ["tvf_crop_params"] = Each(_ => new JsonObject { ["output_size"] = new JsonArray(size, size) }),
            ["tvf_do_letterbox"] = false,
            ["tvf_letterbox_fill"] = null,
            ["tvf_normalize_params"] = Each(tower => new JsonObject
            {
                ["inplace"] = false,
                ["mean"] = Numbers(Mean(tower)),
                ["std"] = Numbers(Deviation(tower)),
            }),
            ["tvf_resize_params"] = Each(_ => new JsonObject
            {
                ["antialias"] = true,
                ["interpolation"] = 3,
                ["max_size"] = null,
                ["size"] = new JsonArray(size, size),
            }),
            ["use_fused_vision_backbone"] = true,
        };
    }

    private static void WriteJson(string folder, string name, JsonNode json) =>
        AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(json.ToJsonString(Indented) + "\n"));
}
