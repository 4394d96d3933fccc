using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Episodes of the tiny world.</summary>
internal static class SomeEpisodes
{
    public const int Steps = 8;

    /// <summary>In-distribution episodes and as many twins with another table, in plan order.</summary>
    public static IReadOnlyList<EpisodeSpec> Suite(int perCell) =>
        [.. Enumerable.Range(0, perCell).SelectMany(index => new[] { Control(index), Perturbed(index) })];

    /// <summary>The object lies at 0.3 m, 0.6 m, ... so that later ones take longer to reach.</summary>
    public static EpisodeSpec Control(int index) =>
        new(
            $"tiny/reach/id/{index:d4}",
            "tiny",
            "reach",
            "id",
            "id",
            Level: null,
            index,
            Seed: 7,
            Split.InDistribution,
            ControlId: null,
            "reach \"it\", gently",
            new TabletopScene(
                "oak",
                [At("source", "carrot", 0.3 * (index + 1)), At("plate", "plate", 0)],
                [0, 0, 0, 0, 0, 0],
                0.02,
                new("source", "plate")
            ),
            Steps,
            SuccessRule.AtEnd,
            PolicySeed: 0xfedcba9876543210 + (ulong)index
        );

    public static EpisodeSpec Perturbed(int index)
    {
        var control = Control(index);
        return control with
        {
            Id = $"tiny/reach/vision/table@0.5/{index:d4}",
            Group = "vision",
            Axis = "vision/table",
            Level = 0.5,
            Split = Split.OutOfDistribution,
            ControlId = control.Id,
            Scene = control.Tabletop() with { Table = "slate" },
        };
    }

    private static ObjectPlacement At(string id, string asset, double x) => new(id, asset, new(new(x, 0, 0), QuaternionD.Identity));
}
