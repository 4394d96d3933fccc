using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>
/// What a <c>torch</c> locator says, such as <c>checkpoints/aligned?unnorm_key=bridge_orig</c>. It knows no type of libtorch's, so that nothing of it
/// is loaded for a mistake in another option.
/// </summary>
internal sealed record TorchSettings(
    string Folder,
    string? UnnormKey,
    string Device,
    string? DType,
    double Temperature,
    bool OnlyActionTokens,
    string? Adapter,
    CameraRequest View,
    int Threads,
    int Batch)
{
    private static readonly string[] Names = ["unnorm_key", "device", "dtype", "temperature", "tokens", "adapter", "view", "threads", "batch"];

    /// <exception cref="CommandException">With what is wrong in it.</exception>
    public static TorchSettings Parse(string locator)
    {
        var settings = LocatorSettings.Parse("torch", locator, Names);
        return settings.Target.Length > 0
            ? new(
                settings.Target,
                settings.Text("unnorm_key"),
                settings.Text("device") ?? "cpu",
                settings.Text("dtype"),
                settings.Number("temperature", otherwise: 0),
                settings.OneOf("tokens", "actions", "any") == "actions",
                settings.Text("adapter"),
                Cameras.ParseSize("view", settings.Text("view") ?? $"{Cameras.NativeWidth}x{Cameras.NativeHeight}"),
                settings.Whole("threads", otherwise: 1),
                settings.Whole("batch", otherwise: 32))
            : throw new CommandException(ExitCode.Usage, $"torch needs the folder of a checkpoint: {TorchPolicies.Syntax}");
    }
}
