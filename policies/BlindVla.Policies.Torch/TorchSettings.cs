using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>
/// What a <c>torch</c> locator says, such as <c>checkpoints/aligned?unnorm_key=bridge_orig</c>. It knows no type of libtorch's.
/// </summary>
public sealed record TorchSettings(
    string Folder,
    string? UnnormKey,
    string Device,
    string? DType,
    double Temperature,
    bool OnlyActionTokens,
    string? Adapter,
    CameraRequest? View,
    int Threads,
    int? Batch
)
{
    public const string Kind = "torch";

    public const string Syntax =
        "torch:DIR[?unnorm_key=STATISTICS&device=cpu|cuda:N&dtype=float32|bfloat16|float16&temperature=T&tokens=actions|any"
        + "&adapter=DIR&view=WxH&threads=N&batch=N]";

    private static readonly string[] Names =
    [
        "unnorm_key",
        "device",
        "dtype",
        "temperature",
        "tokens",
        "adapter",
        "view",
        "threads",
        "batch",
    ];

    /// <exception cref="LocatorException">With what is wrong in it.</exception>
    public static TorchSettings Parse(string locator)
    {
        var settings = LocatorSettings.Parse(Kind, locator, Names);
        if (settings.Target.Length == 0)
            throw new LocatorException($"torch needs the folder of a checkpoint: {Syntax}");
        var view = settings.Size("view");
        return new(
            settings.Target,
            settings.Text("unnorm_key"),
            settings.Text("device") ?? "cpu",
            settings.Text("dtype"),
            settings.Number("temperature", otherwise: 0),
            settings.OneOf("tokens", "actions", "any") == "actions",
            settings.Text("adapter"),
            view is { } size ? new(Conventions.MainCamera, size.Width, size.Height) : null,
            settings.Whole("threads", otherwise: 1),
            settings.WholeOrNone("batch")
        );
    }
}
