using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Reports.Tests;

/// <summary>Pictures and time steps of one colour.</summary>
internal static class SomeFrames
{
    public static CameraRequest Camera { get; } = new("3rd_view_camera", 64, 48);

    public static EpisodeSpec Episode { get; } =
        new(
            "suite/task/id/0003",
            "suite",
            "task",
            "id",
            "id",
            null,
            3,
            7,
            Split.InDistribution,
            null,
            "put carrot on plate",
            new TabletopScene("oak", [], [0, 0, 0, 0, 0, 0], 0, new("source", "plate")),
            MaxSteps: 5,
            SuccessRule.AtEnd,
            0
        );

    public static ImageFrame Plain(byte red, byte green, byte blue, int width = 64, int height = 48)
    {
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
        }
        return new(Camera.Name, width, height, rgb, 0);
    }

    /// <param name="distance">What the environment measures; nothing where it is left out.</param>
    public static TimeStep Step(ImageFrame image, bool success, double? distance = null) =>
        new(
            new(0, ImmutableArray.Create(Plain(1, 2, 3, 8, 8), image), default, null),
            new(success, distance is null ? [] : [distance]),
            false,
            default,
            0
        );
}
