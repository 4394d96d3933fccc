using System.Globalization;
using BlindVla.Core;
using BlindVla.Policies;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary>
/// Policies with a learned model. Everything that touches libtorch is behind this class, so that commands without one start without loading
/// half a gigabyte.
/// </summary>
internal static class TorchPolicies
{
    public const string Syntax =
        "torch:DIR[?key=STATISTICS&device=cpu|cuda:N&dtype=float32|bfloat16|float16&temperature=T&tokens=actions|any&adapter=DIR&view=WxH&threads=N&batch=N]";

    private static readonly string[] Settings = ["key", "device", "dtype", "temperature", "tokens", "adapter", "view", "threads", "batch"];

    /// <summary>A policy from a locator such as <c>checkpoints/aligned?key=bridge_orig</c>.</summary>
    /// <exception cref="CommandException">The locator or the checkpoint is no good.</exception>
    public static IPolicy Create(string locator)
    {
        var (folder, settings) = Split(locator);
        return new BatchingPolicy(Load(folder, Options(settings)), Whole(settings, "batch", 32), TimeProvider.System);
    }

    /// <exception cref="CommandException">The locator or the checkpoint is no good.</exception>
    public static TorchModel Load(string locator, string? statisticsKey)
    {
        var (folder, settings) = Split(locator);
        var options = Options(settings);
        return Load(folder, statisticsKey is null ? options : options with { StatisticsKey = statisticsKey });
    }

    /// <summary>What libtorch is there, and the devices it sees.</summary>
    public static string Describe() => TorchModel.DescribeRuntime();

    private static TorchModel Load(string folder, TorchModelOptions options)
    {
        try
        {
            return TorchModel.Load(folder, options);
        }
        catch (CheckpointException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
    }

    private static (string Folder, Dictionary<string, string> Settings) Split(string locator)
    {
        var question = locator.IndexOf('?');
        var folder = question < 0 ? locator : locator[..question];
        if (folder.Length == 0)
            throw new CommandException(ExitCode.Usage, $"torch needs the folder of a checkpoint: {Syntax}");
        var settings = new Dictionary<string, string>();
        foreach (var setting in question < 0 ? [] : locator[(question + 1)..].Split('&'))
        {
            var equals = setting.IndexOf('=');
            var name = equals < 0 ? setting : setting[..equals];
            if (equals < 0 || !Settings.Contains(name) || !settings.TryAdd(name, setting[(equals + 1)..]))
                throw new CommandException(ExitCode.Usage, $"'{setting}' is not a setting of torch, each once, as NAME=VALUE; {NearestNames.Suggest(name, Settings)}");
        }
        return (folder, settings);
    }

    private static TorchModelOptions Options(Dictionary<string, string> settings)
    {
        var temperature = settings.GetValueOrDefault("temperature", "0");
        if (!double.TryParse(temperature, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) || !(degrees >= 0))
            throw new CommandException(ExitCode.Usage, $"temperature: expected a number of at least 0, found '{temperature}'");
        var tokens = settings.GetValueOrDefault("tokens", "actions");
        if (tokens is not ("actions" or "any"))
            throw new CommandException(ExitCode.Usage, $"tokens: expected actions or any, found '{tokens}'");
        return new(
            settings.GetValueOrDefault("key"),
            settings.GetValueOrDefault("device", "cpu"),
            settings.GetValueOrDefault("dtype"),
            new(tokens == "actions", degrees),
            settings.GetValueOrDefault("adapter"),
            Cameras.ParseSize("view", settings.GetValueOrDefault("view", $"{Cameras.NativeWidth}x{Cameras.NativeHeight}")),
            Whole(settings, "threads", 1));
    }

    private static int Whole(Dictionary<string, string> settings, string name, int otherwise) =>
        !settings.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw new CommandException(ExitCode.Usage, $"{name}: expected a whole number of at least 1, found '{text}'");
}
