using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;

namespace BlindVla.Training;

/// <summary>What data sets that are collected here have in common.</summary>
internal static class CollectedFormat
{
    public const string Train = "train";
    public const string Validation = "validation";

    private const string CameraName = "3rd_view";

    public static DataSetFormat Of(EnvironmentSpec spec, int imageSize, string split) =>
        new(
            CameraName,
            imageSize,
            imageSize,
            [.. spec.State.SelectMany(part => part.Components)],
            Names(spec.Action),
            (int)Math.Round(1 / spec.ControlPeriodSeconds),
            split
        );

    /// <summary>Of the values of an action, with their units.</summary>
    public static ImmutableArray<string> Names(ImmutableArray<ArraySpec> action) =>
        [.. action.SelectMany(part => part.Components.Select(name => part.Unit is "1" ? name : $"{name} ({part.Unit})"))];

    /// <exception cref="TrainingException">The environment does not draw such a picture.</exception>
    public static void RequireCamera(EnvironmentSpec spec, int imageSize)
    {
        if (
            spec.Cameras.FirstOrDefault(camera => camera.Name == Conventions.MainCamera) is not { } main
            || imageSize < Math.Max(main.MinWidth, main.MinHeight)
            || imageSize > Math.Min(main.MaxWidth, main.MaxHeight)
        )
        {
            throw new TrainingException(
                $"{spec.Name} does not draw {Conventions.MainCamera} at {imageSize}x{imageSize}; it has "
                    + string.Join(", ", spec.Cameras.Select(c => $"{c.Name} from {c.MinWidth}x{c.MinHeight} to {c.MaxWidth}x{c.MaxHeight}"))
            );
        }
    }

    /// <summary>Of the world, whatever changes what is seen and done in it.</summary>
    public static Dictionary<string, string> World(EnvironmentSpec spec) =>
        new()
        {
            ["environment"] = spec.Name,
            ["environment_version"] = spec.Version,
            ["physics_version"] = spec.PhysicsVersion,
            ["renderer"] = spec.Renderer,
            ["assets_sha256"] = spec.AssetsSha256,
        };
}
