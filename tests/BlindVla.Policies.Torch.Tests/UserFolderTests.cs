using System.Collections.Immutable;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Checkpoint folders as users have them: each gives the numbers that Hugging Face's loaders would give, or is refused with the
/// reason.</summary>
public sealed class UserFolderTests
{
    // Of the golden checkpoint: the tokens of its first picture and instruction, and the actions of bridge_orig.
    private static readonly Lazy<ActionPrediction> Base = new(() => Ask(Golden.OpenVla));

    private static readonly string[] Bounds = ["q01", "q99"];

    public static IEnumerable<TestCaseData> Same()
    {
        static TestCaseData Case(string name, Func<CheckpointBuilder, CheckpointBuilder> change) =>
            new TestCaseData(change).SetArgDisplayNames(name);

        yield return Case("as upstream writes it", folder => folder);
        yield return Case("statistics in the config only", folder => folder.Remove("dataset_statistics.json"));
        yield return Case("statistics with a mask of numbers", folder =>
            folder
                .Remove("dataset_statistics.json")
                .Json("config.json", config => Action(config)["mask"] = new JsonArray(1, 1, 1, 1, 1, 1, 0))
        );
        yield return Case("statistics of another data set without quantiles", folder =>
            folder
                .Remove("dataset_statistics.json")
                .Json("config.json", config => Bounds.ToList().ForEach(bound => Action(config, "libero_spatial_no_noops").Remove(bound)))
        );
        yield return Case("statistics of another data set of fourteen values", folder =>
            folder
                .Remove("dataset_statistics.json")
                .Json("config.json", config =>
                    Bounds
                        .ToList()
                        .ForEach(bound =>
                            Action(config, "libero_spatial_no_noops")[bound] = new JsonArray([
                                .. Enumerable.Range(0, 14).Select(i => JsonValue.Create((double)i)),
                            ])
                        )
                )
        );
        yield return Case("NaN in a field nobody reads", folder =>
            folder.Remove("dataset_statistics.json").Json("config.json", config => Action(config)["std"]![2] = "NaN")
        );
        yield return Case("NaN where the action is not scaled", folder =>
            folder.Remove("dataset_statistics.json").Json("config.json", config => Action(config)["q99"]![6] = "NaN")
        );
        yield return Case("rope_parameters of transformers 5", folder => folder.Json("config.json", Rope5(10000)));
        yield return Case("towers of other sizes than timm's", folder => folder.Json("config.json", config =>
            {
                config["timm_model_overrides"] = config["golden_tiny_vision_overrides"]!.DeepClone();
                config.Remove("golden_tiny_vision_overrides");
            }));
        yield return Case("rope_scaling default", folder =>
            folder.Json("config.json", config => Text(config)["rope_scaling"] = new JsonObject { ["rope_type"] = "default" })
        );
        yield return Case("dtype of transformers 5", folder => folder.Json("config.json", config =>
            {
                config.Remove("torch_dtype");
                config["dtype"] = "bfloat16";
                Text(config).Remove("torch_dtype");
            }));
        yield return Case("a config that begins with a byte order mark", folder =>
            folder.Write("config.json", [0xef, 0xbb, 0xbf, .. File.ReadAllBytes(folder.In("config.json"))])
        );
        yield return Case("a tokenizer older than transformers 4.34", folder =>
            folder.Json("tokenizer_config.json", config => config.Remove("added_tokens_decoder"))
        );
        yield return Case("a tokenizer without unk_token", folder =>
            folder.Json("tokenizer_config.json", config => config.Remove("unk_token"))
        );
        yield return Case("processor_config.json of transformers 5", folder =>
            folder
                .Write(
                    "processor_config.json",
                    $"{{\"image_processor\": {File.ReadAllText(folder.In("preprocessor_config.json"))}, \"processor_class\": "
                        + "\"PrismaticProcessor\"}"
                )
                .Remove("preprocessor_config.json")
        );
        yield return Case("weights in double precision", folder => folder.Tensors(Each(tensor => tensor.to_type(ScalarType.Float64))));
        yield return Case("rotary buffers", folder =>
            folder.Tensors(tensors => tensors["language_model.model.layers.1.self_attn.rotary_emb.inv_freq"] = ones(8))
        );
        yield return Case("numbers of positions", folder =>
            folder.Tensors(tensors => tensors["vision_backbone.position_ids"] = Arithmetic.Indices(16, CPU).unsqueeze(0))
        );
        yield return Case("a critic", folder =>
            folder.Tensors(tensors => (tensors["value_head.weight"], tensors["value_head.bias"]) = (zeros(1, 64), zeros(1)))
        );
        yield return Case("an empty tensor in a part that is not used", folder =>
            folder.Tensors(tensors => tensors["vision_backbone.featurizer.norm.empty"] = zeros(0, 4))
        );
        yield return Case("shards with a wrong total", folder => folder.Shards());
        yield return Case("shards without metadata", folder => folder.Shards(metadata: ""));
    }

    [TestCaseSource(nameof(Same))]
    public void Act_FolderThatMeansTheSame_GivesTheSame(Delegate change)
    {
        using var folder = ((Func<CheckpointBuilder, CheckpointBuilder>)change)(CheckpointBuilder.Checkpoint());

        var prediction = Ask(folder.Folder);

        Assert.That(prediction.Tokens, Is.EqualTo(Base.Value.Tokens));
        Assert.That(prediction.Values, Is.EqualTo(Base.Value.Values));
    }

    public static IEnumerable<TestCaseData> Refused()
    {
        static TestCaseData Case(string name, Func<CheckpointBuilder, CheckpointBuilder> change, params string[] complaints) =>
            new TestCaseData(change, complaints).SetArgDisplayNames(name);
        static TestCaseData Config(string complaint, Action<JsonObject> change) =>
            Case($"config: {complaint}", folder => folder.Json("config.json", change), complaint);
        static TestCaseData Statistics(string name, Action<JsonObject> change, params string[] complaints) =>
            Case(
                $"statistics: {name}",
                folder => folder.Remove("dataset_statistics.json").Json("config.json", config => change(Action(config))),
                complaints
            );

        yield return Statistics("NaN", action => action["q01"]![3] = "NaN", "bridge_orig.action.q01", "finite");
        yield return Statistics("no quantiles", action => action.Remove("q01"), "bridge_orig.action.q01", "nothing");
        yield return Statistics(
            "six values",
            action => new[] { "q01", "q99", "mask" }.ToList().ForEach(key => action[key]!.AsArray().RemoveAt(6)),
            "6 values",
            "expected 7"
        );
        yield return Statistics(
            "bounds the wrong way round",
            action => (action["q01"], action["q99"]) = (action["q99"]!.DeepClone(), action["q01"]!.DeepClone()),
            "q01",
            "above"
        );
        yield return Statistics("a mask of words", action => action["mask"]![0] = "yes", "mask");
        yield return Case(
            "statistics: null",
            folder => folder.Write("dataset_statistics.json", """{"bridge_orig": null}"""),
            "bridge_orig",
            "expected an object"
        );
        yield return Config("rope_scaling.type", config =>
            Text(config)["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = 2.0 }
        );
        yield return Config("rope_theta", config =>
        {
            Rope5(500000)(config);
            Text(config)["rope_theta"] = 10000;
        });
        yield return Config("quantization_config", config => config["quantization_config"] = new JsonObject { ["load_in_4bit"] = true });
        yield return Config("text_config: expected", config => config.Remove("text_config"));
        yield return Config("llm_backbone_id", config => config["llm_backbone_id"] = "llama2-7b-chat");
        yield return Config("repetition_penalty", config => config["repetition_penalty"] = 1.2);
        yield return Config("text_config.sliding_window: this program does not know", config => Text(config)["sliding_window"] = 4096);
        yield return Config("timm_model_ids: expected a list of texts", config => config["timm_model_ids"] = new JsonArray(null, null));
        yield return Config("n_action_bins: expected a whole number from 2 to 65536", config => config["n_action_bins"] = 2_000_000_000);
        yield return Config("text_config.hidden_size", config => Text(config)["hidden_size"] = 1 << 30);
        yield return Config("text_config.num_attention_heads", config => Text(config)["num_attention_heads"] = 0);
        yield return Config("use_fused_vision_backbone", config => config["use_fused_vision_backbone"] = false);
        yield return Case(
            "generation_config.json",
            folder => folder.Json("generation_config.json", config => config["suppress_tokens"] = new JsonArray(100)),
            "generation_config.json",
            "suppress_tokens"
        );
        yield return Case(
            "OFT: heads",
            folder => folder.Write("action_head--150000_checkpoint.pt", "PK").Write("proprio_projector--150000_checkpoint.pt", "PK"),
            "OpenVLA-OFT",
            "action_head--150000"
        );
        yield return Case(
            "OFT: code",
            folder => folder.Write("modeling_prismatic.py", "from prismatic.vla.constants import NUM_ACTIONS_CHUNK"),
            "OpenVLA-OFT",
            "modeling_prismatic.py"
        );
        yield return Case(
            "tokenizer.json only",
            folder => folder.Remove("tokenizer.model").Write("tokenizer.json", "{}"),
            "no tokenizer.model",
            "tokenizer.json"
        );
        yield return Case("no tokenizer", folder => folder.Remove("tokenizer.model"), "there is no tokenizer.model in");
        yield return Case("no tokenizer config", folder => folder.Remove("tokenizer_config.json"), "there is no tokenizer_config.json in");
        yield return Case(
            "a tokenizer that adds an end",
            folder => folder.Json("tokenizer_config.json", config => config["add_eos_token"] = true),
            "add_eos_token"
        );
        yield return Case(
            "a token's id that is none",
            folder =>
                folder.Json("tokenizer_config.json", config =>
                    config["added_tokens_decoder"]!["x"] = new JsonObject { ["content"] = "<x>" }
                ),
            "'x'"
        );
        yield return Case("no processor", folder => folder.Remove("preprocessor_config.json"), "there is no preprocessor_config.json in");
        yield return Case(
            "nulls in the processor",
            folder =>
                folder.Json("preprocessor_config.json", config =>
                    (config["means"], config["input_sizes"]) = (new JsonArray(null, null), new JsonArray(null, null))
                ),
            "means",
            "input_sizes"
        );
        yield return Case(
            "another interpolation",
            folder => folder.Json("preprocessor_config.json", config => config["tvf_resize_params"]![0]!["interpolation"] = 2),
            "tvf_resize_params[0].interpolation"
        );
        yield return Case(
            "two processors",
            folder => folder.Write("processor_config.json", """{"image_processor": {"image_resize_strategy": "letterbox"}}"""),
            "both",
            "differ"
        );
        yield return Case(
            "a vocabulary resized without its padding",
            folder =>
                folder
                    .Tensors(tensors =>
                        new[] { "language_model.model.embed_tokens.weight", "language_model.lm_head.weight" }
                            .ToList()
                            .ForEach(name => tensors[name] = tensors[name].narrow(0, 0, 321).clone())
                    )
                    .Json("config.json", config => Text(config)["vocab_size"] = 321),
            "320 pieces",
            "end at 257"
        );
        yield return Case(
            "a prefix of DistributedDataParallel",
            folder => folder.Rename(name => "module." + name),
            "every name begins with 'module.'",
            "more"
        );
        yield return Case(
            "names of another transformers",
            folder => folder.Rename(name => name == "language_model.lm_head.weight" ? "lm_head.weight" : "model." + name),
            "missing",
            "lm_head.weight: extra"
        );
        yield return Case(
            "LayerScale as timm names it",
            folder => folder.Rename(name => name.Replace(".scale_factor", ".gamma", StringComparison.Ordinal)),
            "ls1.scale_factor",
            "missing"
        );
        yield return Case(
            "quantised weights",
            folder =>
                folder.Tensors(tensors => tensors["projector.fc1.weight"] = zeros(tensors["projector.fc1.weight"].shape, ScalarType.Byte)),
            "projector.fc1.weight",
            "Byte"
        );
        yield return Case(
            "a pickle only",
            folder => folder.Remove("model.safetensors").Write("pytorch_model.bin", "PK"),
            "pickle",
            "safe_serialization"
        );
        yield return Case(
            "a Git LFS pointer",
            folder => folder.Write("model.safetensors", Pointer),
            "model.safetensors is a Git LFS pointer",
            "git lfs pull"
        );
        yield return Case(
            "a tokenizer that is a Git LFS pointer",
            folder => folder.Write("tokenizer.model", Pointer),
            "tokenizer.model is a Git LFS pointer"
        );
        yield return Case(
            "a shard missing",
            folder => folder.Shards().Remove("model-00002-of-00002.safetensors"),
            "there is no model-00002-of-00002.safetensors"
        );
        yield return Case(
            "a shard of null",
            folder => folder.Shards().Write("model.safetensors.index.json", """{"weight_map": {"a": null}}"""),
            "weight_map"
        );
        yield return Case(
            "a shard with a NUL",
            folder => folder.Shards().Write("model.safetensors.index.json", """{"weight_map": {"a": "x\u0000y"}}"""),
            "weight_map"
        );
        yield return Case(
            "an adapter for a checkpoint",
            folder => folder.Remove("model.safetensors").Write("adapter_config.json", "{}"),
            "is an adapter",
            "?adapter="
        );
    }

    [TestCaseSource(nameof(Refused))]
    public void Load_FolderThatCannotBeHonoured_IsRefusedWithTheReason(Delegate change, string[] complaints)
    {
        using var folder = ((Func<CheckpointBuilder, CheckpointBuilder>)change)(CheckpointBuilder.Checkpoint());

        var fault = Assert.Throws<CheckpointException>(() => Ask(folder.Folder));

        foreach (var complaint in complaints)
        {
            Assert.That(fault!.Message, Does.Contain(complaint));
        }
        Assert.That(fault!.Message, Does.Not.Contain("System.").And.Not.Contain("BlindVla."), "types of C#");
    }

    [Test]
    public void Describe_WhatActRefuses_IsRefusedToo()
    {
        using var folder = CheckpointBuilder.Checkpoint().Rename(name => name == "projector.fc1.bias" ? null : name);

        Assert.That(
            () => CheckpointDescription.Of(folder.Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("projector.fc1.bias")
        );
    }

    [Test]
    public void Choose_FileBesideTheWeightsHasTheFineTunesOnly_TakesIt()
    {
        using var folder = CheckpointBuilder.Checkpoint().TenthStatistics("sft");

        var prediction = Ask(folder.Folder, key: null);

        AssertTenth(prediction);
        var chosen = DatasetStatistics.Load(folder.Folder, null).Choose(null);
        Assert.That((chosen.Key, chosen.Source), Is.EqualTo(("sft", "dataset_statistics.json")));
        Assert.That(chosen.Notes, Is.Empty);
    }

    [Test]
    public void Choose_KeyOfTheConfigAlone_SaysThatTheFileHasOthers()
    {
        using var folder = CheckpointBuilder.Checkpoint().TenthStatistics("sft");

        var chosen = DatasetStatistics.Load(folder.Folder, null).Choose("bridge_orig");

        Assert.That(chosen.Source, Is.EqualTo("config.json"));
        Assert.That(chosen.Notes.Single(), Does.Contain("only sft"));
    }

    [Test]
    public void Choose_FileAndConfigDisagree_TakesTheFileAndSaysSo()
    {
        using var folder = CheckpointBuilder.Checkpoint().TenthStatistics("bridge_orig");

        using var model = Model(folder.Folder, "bridge_orig", null);

        AssertTenth(model.Value.Act([InferenceTests.Request(0)])[0]);
        Assert.That(model.Value.Spec.Settings, Does.Contain("statistics bridge_orig of dataset_statistics.json"));
        Assert.That(model.Value.Spec.Notes.Single(), Does.Contain("config.json has others"));
    }

    [Test]
    public void Choose_AdapterHasStatistics_TakesThem()
    {
        using var adapter = CheckpointBuilder.LowRank().TenthStatistics("bridge_orig", besideOthers: true).Write("training_state.pt", "PK");

        var chosen = DatasetStatistics.Load(Golden.OpenVla, adapter.Folder).Choose("bridge_orig");
        var plain = DatasetStatistics.Load(Golden.OpenVla, null).Choose("bridge_orig");

        Assert.That(chosen.Source, Is.EqualTo("the adapter's dataset_statistics.json"));
        Assert.That(chosen.Values.Low[0], Is.EqualTo(0.1 * plain.Values.Low[0]).Within(1e-12));
        Assert.That(chosen.Notes, Has.Length.EqualTo(2), "the checkpoint's file and its config say otherwise");
    }

    [Test]
    public void Act_ThetaInRopeParameters_GivesWhatRopeThetaGives()
    {
        using var five = CheckpointBuilder.Checkpoint().Json("config.json", Rope5(500000));
        using var four = CheckpointBuilder.Checkpoint().Json("config.json", config => Text(config)["rope_theta"] = 500000);

        Assert.That(Logits(five.Folder), Is.EqualTo(Logits(four.Folder)));
        Assert.That(Logits(five.Folder), Is.Not.EqualTo(Logits(Golden.OpenVla)));
    }

    [Test]
    public void Act_OldShardsBesideANewerFile_TakesTheFileAndSaysSo()
    {
        using var folder = CheckpointBuilder
            .Checkpoint()
            .Shards(keepSingle: true)
            .Tensors(tensors => tensors["language_model.lm_head.weight"] = tensors["language_model.lm_head.weight"].flip(0));
        using var alone = CheckpointBuilder
            .Checkpoint()
            .Tensors(tensors => tensors["language_model.lm_head.weight"] = tensors["language_model.lm_head.weight"].flip(0));
        using var model = Model(folder.Folder, "bridge_orig", null);

        var tokens = model.Value.Act([InferenceTests.Request(0)])[0].Tokens;

        Assert.That(tokens, Is.EqualTo(Ask(alone.Folder).Tokens));
        Assert.That(tokens, Is.Not.EqualTo(Base.Value.Tokens));
        Assert.That(model.Value.Spec.Notes.Single(), Does.Contain("both model.safetensors and model.safetensors.index.json"));
    }

    [Test]
    public void Act_HuggingFacesCacheOfLinks_GivesTheSame()
    {
        using var folder = CheckpointBuilder.Checkpoint();
        using var adapter = CheckpointBuilder.LowRank();
        using var plain = CheckpointBuilder.LowRank();
        var (linked, linkedAdapter) = (folder.AsCache(), adapter.AsCache());

        Assert.That(Ask(linked).Values, Is.EqualTo(Base.Value.Values));
        Assert.That(Ask(linked, adapter: linkedAdapter).Tokens, Is.EqualTo(Ask(Golden.OpenVla, adapter: plain.Folder).Tokens));
    }

    [Test]
    public void Load_LinkToNothing_SaysWhereItLeads()
    {
        using var folder = CheckpointBuilder.Checkpoint();
        File.Delete(folder.In("model.safetensors"));
        File.CreateSymbolicLink(folder.In("model.safetensors"), folder.In("blobs/missing"));

        Assert.That(
            () => Ask(folder.Folder),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("symbolic link to").And.Message.Contains("blobs/missing")
        );
    }

    [Test]
    public void Act_VicunasCheckpoint_IsAskedAsVicunaIs()
    {
        using var folder = CheckpointBuilder.Checkpoint().Json("config.json", config => config["llm_backbone_id"] = "vicuna-v15-7b");
        var config = OpenVlaConfig.Load(folder.Folder);

        // openvla, vla-scripts/deploy.py, get_openvla_prompt; what VicunaV15ChatPromptBuilder gives in training, its trailing space taken
        // off.
        const string Prompt =
            "A chat between a curious user and an artificial intelligence assistant. "
            + "The assistant gives helpful, detailed, and polite answers to the user's questions. USER: What action should the robot "
            + "take to pick up the red apple? ASSISTANT:";
        Assert.That(ActionPrompt.Of("Pick up the Red Apple", config.Prompt), Is.EqualTo(Prompt));
        var text = LlamaText.Load(folder.Folder, config);
        Assert.That(
            ActionPrompt.Encode(text, "Pick up the Red Apple", config.Prompt),
            Is.EqualTo(text.Encode(Prompt).Add(text.EmptyToken))
        );
        Assert.That(Logits(folder.Folder), Is.Not.EqualTo(Logits(Golden.OpenVla)));
    }

    [Test]
    public void Act_TiedHead_GivesWhatAHeadEqualToTheEmbeddingGives()
    {
        using var tied = CheckpointBuilder
            .Checkpoint()
            .Rename(name => name == "language_model.lm_head.weight" ? null : name)
            .Json("config.json", config => Text(config)["tie_word_embeddings"] = true);
        using var equal = CheckpointBuilder
            .Checkpoint()
            .Tensors(tensors => tensors["language_model.lm_head.weight"] = tensors["language_model.model.embed_tokens.weight"]);

        Assert.That(Logits(tied.Folder), Is.EqualTo(Logits(equal.Folder)));
    }

    [Test]
    public void Act_OtherEpsilon_IsHonoured()
    {
        using var folder = CheckpointBuilder.Checkpoint().Json("config.json", config => Text(config)["rms_norm_eps"] = 1e-5);

        Assert.That(Logits(folder.Folder), Is.Not.EqualTo(Logits(Golden.OpenVla)));
    }

    [Test]
    public void Encode_TokenizerOlderThan434_KnowsItsSpecialTokens()
    {
        using var folder = CheckpointBuilder.Checkpoint().Json("tokenizer_config.json", config => config.Remove("added_tokens_decoder"));
        var config = OpenVlaConfig.Load(Golden.OpenVla);

        Assert.That(
            LlamaText.Load(folder.Folder, config).Encode("a</s>b<PAD>"),
            Is.EqualTo(LlamaText.Load(Golden.OpenVla, config).Encode("a</s>b<PAD>"))
        );
    }

    [Test]
    public void Spec_FolderWithOtherStatistics_IsAnotherCheckpoint()
    {
        using var folder = CheckpointBuilder.Checkpoint();
        using var other = CheckpointBuilder.Checkpoint().TenthStatistics("bridge_orig");
        using var same = CheckpointBuilder.Checkpoint().Write("notes.txt", "mine");
        string Digest(CheckpointBuilder of)
        {
            using var model = Model(of.Folder, "bridge_orig", null);
            return model.Value.Spec.Checkpoint;
        }

        Assert.That(Digest(other), Is.Not.EqualTo(Digest(folder)));
        Assert.That(Digest(same), Is.EqualTo(Digest(folder)));
    }

    internal static ActionPrediction Ask(string folder, string? key = "bridge_orig", string? adapter = null)
    {
        using var model = Model(folder, key, adapter);
        return model.Value.Act([InferenceTests.Request(0)])[0];
    }

    /// <summary>Of the last place of the first picture and the checkpoint's own prompt, every one.</summary>
    private static ImmutableArray<float> Logits(string folder)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var golden = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(folder, ScalarType.Float32, CPU);
        using (network)
        {
            var ids = ActionPrompt.Encode(LlamaText.Load(folder, network.Config), "put the spoon on the towel", network.Config.Prompt);
            var logits = network.Forward(golden["case0.pixel_values"], tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0)).Logits;
            return [.. logits[0, -1].data<float>().ToArray()];
        }
    }

    private static void AssertTenth(ActionPrediction prediction)
    {
        Assert.That(prediction.Tokens, Is.EqualTo(Base.Value.Tokens));
        Assert.That(prediction.Values[..6], Is.EqualTo(Base.Value.Values[..6].Select(value => 0.1 * value)).Within(1e-12));
        Assert.That(prediction.Values[6], Is.EqualTo(Base.Value.Values[6]));
    }

    private static Owned Model(string folder, string? key, string? adapter) =>
        new(TorchModel.Load(folder, new(key, "cpu", "float32", new(ActionTokensOnly: false), adapter, new("3rd_view_camera", 640, 480))));

    private static Action<JsonObject> Rope5(double theta) =>
        config =>
        {
            var text = Text(config);
            text.Remove("torch_dtype");
            text["dtype"] = "float32";
            text["rope_parameters"] = new JsonObject { ["rope_theta"] = theta, ["rope_type"] = "default" };
            text["head_dim"] = 16;
            config["dtype"] = "float32";
            config.Remove("torch_dtype");
            config["transformers_version"] = "5.2.0";
        };

    private static Action<Dictionary<string, Tensor>> Each(Func<Tensor, Tensor> change) =>
        tensors =>
        {
            foreach (var name in tensors.Keys.ToList())
            {
                tensors[name] = change(tensors[name]);
            }
        };

    private static JsonObject Text(JsonObject config) => config["text_config"]!.AsObject();

    private static JsonObject Action(JsonObject config, string key = "bridge_orig") => config["norm_stats"]![key]!["action"]!.AsObject();

    private static string Pointer => $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 2127380\n";

    /// <summary>Disposes synchronously what is disposed asynchronously without waiting for anything.</summary>
    private sealed record Owned(TorchModel Value) : IDisposable
    {
        public void Dispose() => Value.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
