using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>
/// Tables 1 and 2 of "Don't Blind Your VLA" (arXiv 2510.25616, version 1): the environments in their order, and every number published of
/// them. Its in-distribution rates are not published, and means over axes are not taken over: those that it gives elsewhere are not the
/// means of these tables.
/// </summary>
public static class PaperTables
{
    public const string Citation = "arXiv 2510.25616v1";

    private static readonly ImmutableArray<(string Title, string Axis)> Semantic =
    [
        ("Carrot", "semantic/object"),
        ("Instruct", "semantic/instruct"),
        ("MultiCarrot", "semantic/multi-object"),
        ("MultiPlate", "semantic/multi-plate"),
        ("Plate", "semantic/plate"),
    ];

    private static readonly ImmutableArray<(string Title, string Axis)> Vision =
    [
        ("VisionImg", "vision/image"),
        ("Tex03", "vision/texture@0.3"),
        ("Tex05", "vision/texture@0.5"),
        ("Whole03", "vision/whole@0.3"),
        ("Whole05", "vision/whole@0.5"),
    ];

    private static readonly ImmutableArray<(string Title, string Axis)> Execution =
    [
        ("Position", "execution/position"),
        ("EEPose", "execution/ee-pose"),
        ("PosChangeTo", "execution/position-change"),
    ];

    private static readonly ImmutableArray<(string Title, string Task)> Boards =
    [
        ("Arrow", "arrow"),
        ("Color", "color"),
        ("Laundry", "laundry"),
        ("Parity", "parity"),
        ("PublicInfo", "public-info"),
        ("Shape", "shape"),
        ("Traffic", "traffic"),
        ("Weather", "weather"),
    ];

    /// <summary>The columns of a suite of this name, whose cells are the paper's; the group that a mean is over has it at its
    /// end.</summary>
    public static readonly ImmutableDictionary<string, ImmutableArray<RecipeColumn>> Columns = ImmutableDictionary.CreateRange<
        string,
        ImmutableArray<RecipeColumn>
    >([
        new(
            "ood",
            [
                new("ood", "In distribution", "ID", ["put-on-plate/id"], IsInDistribution: true),
                .. Group("ood", "Semantic", Axes(Semantic)),
                .. Group("ood", "Vision", Axes(Vision)),
                .. Group("ood", "Execution", Axes(Execution)),
                new(
                    "ood",
                    "Out of distribution",
                    "OOD mean",
                    [.. Axes([.. Semantic, .. Vision, .. Execution]).Select(column => column.Cell)]
                ),
            ]
        ),
        new("vl-think", [.. Group("vl-think", "VL-Think", [.. Boards.Select(board => (board.Title, $"{board.Task}/id"))])]),
    ]);

    // What the paper calls otherwise is found by the names that people give it.
    private static readonly ImmutableArray<(ImmutableArray<string> Recipes, ImmutableDictionary<string, PublishedRate> ByTitle)> Rows =
    [
        Row(
            ["naive"],
            "Default",
            "Table 1",
            [.. Semantic, .. Vision, .. Execution],
            [(49, 2), (74, 2), (28, 2), (43, 2), (73, 2), (81, 1), (67, 1), (55, 3), (71, 2), (56, 1), (43, 2), (34, 1), (23, 1)]
        ),
        Row(
            ["freeze", "frozen"],
            "Freeze",
            "Table 1",
            [.. Semantic, .. Vision, .. Execution],
            [(3, 1), (5, 1), (1, 1), (2, 1), (3, 1), (2, 1), (3, 1), (1, 1), (1, 1), (1, 1), (3, 1), (3, 1), (4, 1)]
        ),
        Row(
            ["align", "aligned"],
            "Align",
            "Table 1",
            [.. Semantic, .. Vision, .. Execution],
            [(61, 1), (83, 3), (35, 2), (49, 2), (75, 1), (86, 2), (70, 2), (67, 2), (79, 2), (60, 2), (58, 2), (38, 2), (20, 3)]
        ),
        Row(["naive"], "OpenVLA-7B", "Table 2", Boards, [(26, 2), (69, 2), (30, 3), (43, 2), (24, 2), (40, 2), (29, 2), (32, 3)]),
        Row(
            ["align", "aligned"],
            "OpenVLA-7B Align",
            "Table 2",
            Boards,
            [(24, 2), (82, 2), (29, 3), (42, 3), (30, 3), (48, 2), (28, 3), (27, 2)]
        ),
    ];

    /// <summary>What is published of a recipe in a column of <see cref="Columns"/>; null where nothing is.</summary>
    internal static PublishedRate? Find(string recipe, RecipeColumn column) =>
        Rows.Where(row => row.Recipes.Contains(recipe))
            .Select(row => row.ByTitle.GetValueOrDefault(column.Title))
            .FirstOrDefault(published => published is not null);

    /// <param name="hundredths">Mean and standard deviation in each environment.</param>
    private static (ImmutableArray<string> Recipes, ImmutableDictionary<string, PublishedRate> ByTitle) Row(
        ImmutableArray<string> recipes,
        string model,
        string table,
        ImmutableArray<(string Title, string Cell)> environments,
        ImmutableArray<(int Mean, int Deviation)> hundredths
    ) =>
        (
            recipes,
            environments
                .Zip(hundredths)
                .ToImmutableDictionary(
                    pair => pair.First.Title,
                    pair => new PublishedRate(model, $"{Citation}, {table}", pair.Second.Mean / 100.0, pair.Second.Deviation / 100.0)
                )
        );

    private static ImmutableArray<(string Title, string Cell)> Axes(ImmutableArray<(string Title, string Axis)> axes) =>
        [.. axes.Select(axis => (axis.Title, $"put-on-plate/{axis.Axis}"))];

    private static IEnumerable<RecipeColumn> Group(string suite, string group, ImmutableArray<(string Title, string Cell)> cells) =>
        [
            .. cells.Select(cell => new RecipeColumn(suite, group, cell.Title, [cell.Cell])),
            new(suite, group, $"{group} mean", [.. cells.Select(cell => cell.Cell)]),
        ];
}
