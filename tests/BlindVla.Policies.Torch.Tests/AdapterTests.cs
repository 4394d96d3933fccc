using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Adapter folders as users have them: each changes the network as PEFT would, or is refused with the reason.</summary>
public sealed class AdapterTests
{
    private const string Prefix = "base_model.model.";
    private const string Head = Prefix + "language_model.lm_head.";

    public static IEnumerable<TestCaseData> Same()
    {
        static TestCaseData Case(string name, Action<JsonObject> change) => new TestCaseData(change).SetArgDisplayNames(name);

        yield return Case("as PEFT 0.11 writes it", _ => { });
        yield return Case("nulls", config =>
            new[] { "rank_pattern", "alpha_pattern", "use_dora", "use_rslora", "fan_in_fan_out" }
                .ToList()
                .ForEach(key => config[key] = null)
        );
        yield return Case("PEFT 0.3", config =>
            new[]
            {
                "use_dora",
                "use_rslora",
                "rank_pattern",
                "alpha_pattern",
                "layer_replication",
                "loftq_config",
                "megatron_config",
                "megatron_core",
            }
                .ToList()
                .ForEach(key => config.Remove(key))
        );
        yield return Case("PEFT 0.18", config =>
        {
            foreach (
                var key in new[]
                {
                    "corda_config",
                    "eva_config",
                    "exclude_modules",
                    "target_parameters",
                    "trainable_token_indices",
                    "arrow_config",
                    "alora_invocation_tokens",
                }
            )
            {
                config[key] = null;
            }
            (
                config["lora_bias"],
                config["qalora_group_size"],
                config["use_qalora"],
                config["peft_version"],
                config["ensure_weight_tying"]
            ) = (false, 16, false, "0.18.0", false);
        });
        // Brackets: the pattern matches the pooling head's q and kv, which the network does not use, and not qkv.
        yield return Case("alphas of modules that are not used", config => config["alpha_pattern"] = new JsonObject { ["q|kv"] = 800 });
        yield return Case("a target as an expression", config =>
            config["target_modules"] = @".*\.(down_proj|fc[123]|gate_proj|k_proj|kv|lm_head|o_proj|proj|q|q_proj|qkv|up_proj|v_proj)"
        );
        yield return Case("no layer named", config => config["layers_to_transform"] = new JsonArray());
    }

    [TestCaseSource(nameof(Same))]
    public void Act_AdapterThatMeansTheSame_GivesTheReferencesLogits(Delegate change)
    {
        using var adapter = CheckpointBuilder.LowRank().Json("adapter_config.json", (Action<JsonObject>)change);

        AssertGolden(adapter.Folder);
    }

    public static IEnumerable<TestCaseData> Refused()
    {
        static TestCaseData Tensors(string name, Func<CheckpointBuilder, CheckpointBuilder> change, params string[] complaints) =>
            new TestCaseData(change, complaints).SetArgDisplayNames(name);
        static TestCaseData Config(string complaint, Action<JsonObject> change) =>
            Tensors($"config: {complaint}", folder => folder.Json("adapter_config.json", change), complaint);

        static string? WithoutBase(string name) => name.Contains("base_layer", StringComparison.Ordinal) ? null : name;
        yield return Tensors(
            "the prefix twice",
            folder => folder.Rename(name => WithoutBase(name) is { } kept ? Prefix + kept : null, "adapter_model.safetensors"),
            "has no module 'base_model.model.",
            "the config targets it"
        );
        yield return Tensors(
            "a prefix of DistributedDataParallel",
            folder =>
                folder.Rename(
                    name => WithoutBase(name)?.Replace(Prefix, Prefix + "module.", StringComparison.Ordinal),
                    "adapter_model.safetensors"
                ),
            "has no module 'module."
        );
        yield return Tensors(
            "no prefix",
            folder => folder.Rename(name => WithoutBase(name)?.Replace(Prefix, "", StringComparison.Ordinal), "adapter_model.safetensors"),
            "begins with base_model.model."
        );
        yield return Tensors(
            "a module without its tensors",
            folder =>
                folder.Rename(name => name.Contains("projector.fc2", StringComparison.Ordinal) ? null : name, "adapter_model.safetensors"),
            "projector.fc2: the config targets it"
        );
        yield return Tensors(
            "one factor only",
            folder =>
                folder.Rename(
                    name => name.EndsWith("projector.fc2.lora_B.weight", StringComparison.Ordinal) ? null : name,
                    "adapter_model.safetensors"
                ),
            "projector.fc2.lora_A.weight: has no lora_B"
        );
        yield return Tensors(
            "one dimension",
            folder => folder.AdapterTensors(tensors => tensors[Prefix + "projector.fc2.lora_A.weight"] = ones(4)),
            "projector.fc2.lora_A.weight",
            "found [4]"
        );
        yield return Tensors(
            "no number",
            folder =>
                folder.AdapterTensors(tensors =>
                    tensors[Prefix + "projector.fc2.lora_A.weight"] = tensors[Prefix + "projector.fc2.lora_A.weight"].Times(double.NaN)
                ),
            "projector.fc2.weight: has values that are not finite"
        );
        yield return Tensors(
            "a module the config does not target",
            folder => folder.Json("adapter_config.json", config => Targets(config, "fc2")),
            "the config does not target 'projector.fc2'"
        );
        yield return Tensors(
            "trained biases",
            folder =>
                folder
                    .AdapterTensors(tensors => tensors[Prefix + "projector.fc2.lora_B.bias"] = ones(64))
                    .Json("adapter_config.json", config => config["lora_bias"] = true),
            "lora_bias"
        );
        yield return Tensors(
            "a tensor of its own",
            folder => folder.AdapterTensors(tensors => tensors[Prefix + "projector.fc2.lora_magnitude_vector"] = ones(64)),
            "lora_magnitude_vector: this program does not know"
        );
        yield return Tensors(
            "a head saved as it is kept in memory",
            folder => WithHead(folder, Head + "modules_to_save.default.weight"),
            "modules_to_save.default.weight"
        );
        yield return Tensors(
            "a head that is not there",
            folder =>
                folder
                    .Rename(name => name.StartsWith(Head, StringComparison.Ordinal) ? null : name, "adapter_model.safetensors")
                    .Json("adapter_config.json", config => config["modules_to_save"] = new JsonArray("lm_head")),
            "language_model.lm_head.weight: modules_to_save names its module"
        );
        yield return Tensors(
            "a replaced module the checkpoint has not",
            folder => folder.Json("adapter_config.json", config => config["modules_to_save"] = new JsonArray("classifier")),
            "'classifier'"
        );
        yield return Tensors(
            "a pickle only",
            folder => folder.Remove("adapter_model.safetensors").Write("adapter_model.bin", "PK"),
            "pickle"
        );
        yield return Config("use_dora: expected false, found true", config => config["use_dora"] = true);
        yield return Config("peft_type", config => config["peft_type"] = "IA3");
        yield return Config("bias", config => config["bias"] = "lora_only");
        foreach (var start in new[] { "pissa", "pissa_niter_4", "olora", "corda", "loftq", "lora_ga", "mica" })
        {
            yield return Config($"found \"{start}\"", config => config["init_lora_weights"] = start);
        }
        yield return Config("layer_replication: this program does not know", config =>
            config["layer_replication"] = new JsonArray(new JsonArray(0, 2))
        );
        yield return Config("trainable_token_indices", config => config["trainable_token_indices"] = new JsonArray(1, 2));
        yield return Config("use_qalora", config => config["use_qalora"] = true);
        yield return Config("r: expected a whole number from 1 to 65536, found 4.0", config => config["r"] = JsonNode.Parse("4.0"));
        yield return Config("r: expected", config => config["r"] = 0);
        yield return Config("lora_alpha", config => config["lora_alpha"] = "16");
        yield return Config("'(' is not one", config => config["rank_pattern"] = new JsonObject { ["("] = 3 });
        yield return Config("'a)(b' is not one", config => config["rank_pattern"] = new JsonObject { ["a)(b"] = 3 });
        yield return Config("for 'q'", config => config["alpha_pattern"] = new JsonObject { ["q"] = null });
        yield return Config("of rank 8, found [4", config => config["rank_pattern"] = new JsonObject { ["projector.fc2"] = 8 });
        yield return Config("layers_to_transform", config => config["layers_to_transform"] = 1.5);
        yield return Config("the config does not target 'language_model.model.layers.0", config => config["layers_to_transform"] = 1);
    }

    [TestCaseSource(nameof(Refused))]
    public void Load_AdapterThatCannotBeHonoured_IsRefusedWithTheReason(Delegate change, string[] complaints)
    {
        using var adapter = ((Func<CheckpointBuilder, CheckpointBuilder>)change)(CheckpointBuilder.LowRank());

        var fault = Assert.Throws<CheckpointException>(() => UserFolderTests.Ask(Golden.OpenVla, adapter: adapter.Folder));

        foreach (var complaint in complaints)
        {
            Assert.That(fault!.Message, Does.Contain(complaint));
        }
    }

    /// <summary>A backtracking matcher would not come back from this one.</summary>
    [Test]
    public void Load_PatternThatABacktrackingMatcherNeverEnds_MatchesNothing()
    {
        using var adapter = CheckpointBuilder
            .LowRank()
            .Json("adapter_config.json", config => config["rank_pattern"] = new JsonObject { ["(([a-z_.0-9])+)+!"] = 4 });

        AssertGolden(adapter.Folder);
    }

    [Test]
    public async Task Load_AlphaForNoModule_IsSaid()
    {
        using var adapter = CheckpointBuilder
            .LowRank()
            .Json("adapter_config.json", config => config["alpha_pattern"] = new JsonObject { ["nothing_matches"] = 800 });

        await using var model = TorchModel.Load(
            Golden.OpenVla,
            new("bridge_orig", "cpu", "float32", new(), adapter.Folder, new("3rd_view_camera", 640, 480))
        );

        Assert.That(model.Spec.Notes.Single(), Does.Contain("nothing_matches"));
    }

    [Test]
    public void Load_RankStabilised_IsStrongerByTheRootOfTheRank()
    {
        using var stabilised = CheckpointBuilder.LowRank().Json("adapter_config.json", config => config["use_rslora"] = true);
        // alpha / sqrt(4) is twice alpha / 4.
        using var twice = CheckpointBuilder.LowRank().Json("adapter_config.json", config => config["lora_alpha"] = 16);

        Assert.That(Logits(stabilised.Folder), Is.EqualTo(Logits(twice.Folder)));
        Assert.That(Logits(stabilised.Folder), Is.Not.EqualTo(Logits(Path.Combine(Golden.OpenVla, "adapter"))));
    }

    [Test]
    public void Load_SavedBaseLayerDiffers_TakesItAsPeftDoes()
    {
        using var scope = NewDisposeScope();
        using var adapter = CheckpointBuilder
            .LowRank()
            .AdapterTensors(tensors => tensors[Head + "base_layer.weight"] = tensors[Head + "base_layer.weight"].Plus(1));

        Assert.That(
            (Merged(adapter.Folder) - Merged(Path.Combine(Golden.OpenVla, "adapter"))).Plus(-1).abs().max().item<float>(),
            Is.LessThan(1e-5)
        );
    }

    [Test]
    public void Load_ModulesToSave_ReplacesThem()
    {
        using var scope = NewDisposeScope();
        using var adapter = WithHead(CheckpointBuilder.LowRank(), Head + "weight");
        using var plain = SafetensorsFile.Open(Path.Combine(Golden.OpenVla, "model.safetensors"));

        Assert.That(
            (Merged(adapter.Folder) - plain.Read("language_model.lm_head.weight")).Plus(-1).abs().max().item<float>(),
            Is.LessThan(1e-6)
        );
    }

    /// <summary>Without the head's update, and with the golden head plus one under a name.</summary>
    private static CheckpointBuilder WithHead(CheckpointBuilder folder, string name) =>
        folder
            .Rename(tensor => tensor.StartsWith(Head, StringComparison.Ordinal) ? null : tensor, "adapter_model.safetensors")
            .AdapterTensors(tensors =>
            {
                using var checkpoint = SafetensorsFile.Open(Path.Combine(Golden.OpenVla, "model.safetensors"));
                tensors[name] = checkpoint.Read("language_model.lm_head.weight").Plus(1);
            })
            .Json("adapter_config.json", config => config["modules_to_save"] = new JsonArray("lm_head"));

    private static void Targets(JsonObject config, string without)
    {
        var targets = config["target_modules"]!.AsArray();
        targets.Remove(targets.Single(target => target!.GetValue<string>() == without));
    }

    private static void AssertGolden(string adapter)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var golden = new Golden("openvla-a", "lora_golden.safetensors");
        using var inputs = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(Golden.OpenVla, ScalarType.Float32, CPU, adapter);
        using (network)
        {
            Golden.AssertClose(
                network.Forward(inputs["case0.pixel_values"], golden["case0.input_ids"]).Logits,
                golden["case0.merged.logits"],
                2e-5,
                "logits"
            );
        }
    }

    private static float[] Logits(string adapter)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var inputs = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(Golden.OpenVla, ScalarType.Float32, CPU, adapter);
        using (network)
        {
            return network.Forward(inputs["case0.pixel_values"], inputs["case0.input_ids"]).Logits.data<float>().ToArray();
        }
    }

    /// <summary>The head that the network has in the end.</summary>
    private static Tensor Merged(string adapter)
    {
        var (network, weights) = OpenVla.Load(Golden.OpenVla, ScalarType.Float32, CPU, adapter);
        using (network)
        {
            return weights.Taken["language_model.lm_head.weight"].clone();
        }
    }
}
