using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>The slots that a scene of any kind has: how it is seen, and when it moves.</summary>
internal static class CommonSlots
{
    public static Slot<TextureOverlay?> Overlay { get; } = new("overlay", PictureReader.Overlays) { IsOptional = true };

    public static Slot<CameraChange?> Camera { get; } = new("camera", PictureReader.Cameras) { IsOptional = true };

    public static Slot<LightChange?> Lighting { get; } = new("lighting", PictureReader.Lights) { IsOptional = true };

    public static Slot<SensorEffects?> Sensor { get; } = new("sensor", PictureReader.Sensors) { IsOptional = true };

    public static Slot<int> ActionLatency { get; } =
        new("action_latency", NumberReader.Counts("control steps of latency", 0, 10_000)) { IsOptional = true };

    public static ImmutableArray<Slot> All { get; } = [Overlay, Camera, Lighting, Sensor, ActionLatency];

    /// <summary>A scene with what is drawn for these.</summary>
    public static T Draw<T>(T scene, SlotDraws draws)
        where T : Scene =>
        scene with
        {
            Overlay = draws.Value(Overlay),
            Camera = draws.Value(Camera),
            Lighting = draws.Value(Lighting),
            Sensor = draws.Value(Sensor) is { } sensor
                ? sensor with
                {
                    NoiseSeed = sensor.NoiseSigma > 0 ? draws.Seed("sensor-noise") : 0,
                }
                : null,
            ActionLatencySteps = draws.Value(ActionLatency),
            Factors = FactorSlots.Draw(draws),
        };
}
