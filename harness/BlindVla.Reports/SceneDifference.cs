using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Reports;

/// <summary>In what a perturbed episode differs from its control, in words for below a picture.</summary>
/// <param name="Words">e.g. <c>mass x 2</c>.</param>
/// <param name="IsSeen">Whether a picture or the instruction shows it.</param>
public sealed record SceneDifference(string Words, bool IsSeen)
{
    public static ImmutableArray<SceneDifference> Of(EpisodeSpec control, EpisodeSpec perturbed)
    {
        var differences = ImmutableArray.CreateBuilder<SceneDifference>();
        void Add(bool differs, FormattableString words, bool isSeen = true)
        {
            if (differs)
            {
                differences.Add(new(words.ToString(CultureInfo.InvariantCulture), isSeen));
            }
        }

        var (before, now) = (control.Scene, perturbed.Scene);
        Add(control.Instruction != perturbed.Instruction, $"instruction");
        if (now.Overlay is { } overlay && before.Overlay != overlay)
        {
            Add(true, $"{overlay.Texture} laid over with {overlay.Strength:0.##}");
        }
        if (now.Camera is { } camera && before.Camera != camera)
        {
            Add(camera.Translation.Length > 0, $"camera {100 * camera.Translation.Length:0.#} cm aside");
            Add(Degrees(camera.Rotation) > 0, $"camera turned {Degrees(camera.Rotation):0.#}°");
            Add(camera.FieldOfViewFactor != 1, $"field of view × {camera.FieldOfViewFactor:0.##}");
        }
        if (now.Lighting is { } light && before.Lighting != light)
        {
            Add(Degrees(light.Rotation) > 0, $"light turned {Degrees(light.Rotation):0}°");
            Add(light.ColorFactor != LinearColor.White, $"light × {Of(light.ColorFactor)}");
        }
        if (now.Sensor is { } sensor && before.Sensor != sensor)
        {
            Add(sensor.BlurSigma > 0, $"blur {100 * sensor.BlurSigma:0.##} % of the width");
            Add(sensor.NoiseSigma > 0, $"noise of {sensor.NoiseSigma:0.#} levels");
            Add(sensor.JpegQuality > 0, $"JPEG of quality {sensor.JpegQuality}");
        }
        foreach (var (name, factor) in now.Factors.Where(factor => before.Factors.GetValueOrDefault(factor.Key, 1) != factor.Value))
        {
            Add(true, $"{name.Replace('_', ' ')} × {factor:0.##}", isSeen: false);
        }
        Add(
            now.ActionLatencySteps != before.ActionLatencySteps,
            $"actions {now.ActionLatencySteps} step{(now.ActionLatencySteps == 1 ? "" : "s")} late",
            isSeen: false
        );
        if (before is TabletopScene from && now is TabletopScene to)
        {
            Add(from.Table != to.Table, $"table {Named(to.Table)}");
            foreach (var placement in to.Objects)
            {
                if (from.Objects.FirstOrDefault(other => other.Id == placement.Id) is not { } other)
                {
                    Add(true, $"{Named(placement.Asset)} beside it");
                    continue;
                }
                var moved = (placement.Pose.Position - other.Pose.Position).Length;
                Add(placement.Asset != other.Asset, $"{Named(placement.Asset)} for {Named(other.Asset)}");
                // What is of another shape is dropped from another height.
                Add(placement.Asset == other.Asset && moved > 0.005, $"{Named(placement.Asset)} {100 * moved:0} cm away");
                Add(placement.Scale != other.Scale, $"size × {placement.Scale:0.##}");
                Add(placement.ColorFactor != other.ColorFactor, $"tint {Of(placement.ColorFactor)}");
                Add(placement.MassFactor != other.MassFactor, $"mass × {placement.MassFactor:0.##}", isSeen: false);
                Add(placement.FrictionFactor != other.FrictionFactor, $"friction × {placement.FrictionFactor:0.##}", isSeen: false);
            }
            Add(!from.ArmJointPositions.SequenceEqual(to.ArmJointPositions), $"arm begins elsewhere");
            Add(!from.Events.SequenceEqual(to.Events) && !to.Events.IsEmpty, $"moved at step {to.Events.FirstOrDefault()?.Step}");
        }
        return differences.ToImmutable();
    }

    private static double Degrees(QuaternionD turn) =>
        Math.Round(360 / Math.PI * Math.Acos(Math.Min(1, Math.Abs(turn.W / Math.Max(turn.Norm, double.Epsilon)))), 1);

    private static string Of(LinearColor colour) =>
        colour.Red == colour.Green && colour.Green == colour.Blue
            ? colour.Red.ToString("0.##", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"({colour.Red:0.##}, {colour.Green:0.##}, {colour.Blue:0.##})");

    private static string Named(string asset) => asset.Replace('_', ' ');
}
