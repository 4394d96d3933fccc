[assembly: BlindVla.Policies.PolicyKind(
    BlindVla.Policies.Remote.OpenPiProtocol.Kind,
    "openpi:ws://HOST:PORT[?variant=auto|openpi|roboarena|vllm-omni|starvla&unnorm_key=STATISTICS&"
        + BlindVla.Policies.Remote.RemoteSettings.Syntax
        + "]",
    typeof(BlindVla.Policies.Remote.OpenPiKind)
)]

namespace BlindVla.Policies.Remote;

/// <summary>A policy behind a server that speaks openpi's protocol: <c>openpi:ws://HOST:PORT[?setting=value&amp;…]</c>.</summary>
public sealed class OpenPiKind : RemoteKind
{
    private const string Auto = "auto";

    private protected override (IRemoteProtocol, RemoteSettings) Read(string locator) => Read(locator, asked: null);

    /// <summary>Which variant it is, and so which mapping is meant, is asked of the server where nothing else says it.</summary>
    private protected override async Task<(IRemoteProtocol Protocol, RemoteSettings Settings)> SettleAsync(
        string locator,
        (IRemoteProtocol Protocol, RemoteSettings Settings) read,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var protocol = (OpenPiProtocol)read.Protocol;
        if (protocol.Variant is not null)
            return read;
        var asked = await protocol.AskVariantAsync(read.Settings, time, cancellationToken);
        var (settled, settings) = Read(locator, asked);
        return (settled, settings with { Patience = read.Settings.Patience });
    }

    /// <param name="asked">What the server has said that it speaks; null before it was asked.</param>
    private static (IRemoteProtocol, RemoteSettings) Read(string locator, string? asked)
    {
        var (settings, written) = RemoteSettings.Parse(
            OpenPiProtocol.Kind,
            locator,
            "ws://127.0.0.1:8000",
            ["ws", "wss"],
            written =>
                Variant(written) is var variant && variant != Auto ? [variant]
                : asked is not null ? [asked]
                : written.Target.Contains(VllmOmniVariant.Place, StringComparison.Ordinal) ? [VllmOmniVariant.Kind, .. OpenPiVariant.Names]
                : [.. OpenPiVariant.Names],
            "variant",
            "unnorm_key"
        );
        var spoken = settings.Mapping.Protocol;
        var isKnown = asked is not null || Variant(written) != Auto || written.Text("mapping") is not null || spoken != OpenPiProtocol.Kind;
        return (new OpenPiProtocol(isKnown ? OpenPiVariant.Of(spoken, written.Text("unnorm_key")) : null), settings);
    }

    private static string Variant(LocatorSettings written) => written.OneOf("variant", [Auto, .. OpenPiVariant.Names]);
}
