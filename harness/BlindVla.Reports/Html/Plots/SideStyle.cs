using System.Collections.Immutable;

namespace BlindVla.Reports;

/// <summary>
/// By what policies are told apart in a plot: eight colours that stay apart on light and on dark paper, for the three deficiencies of
/// colour vision and in grey, and a shape each, which needs no colour at all. Beyond eight both are combined otherwise, so that sixty-four
/// differ.
/// </summary>
internal static class SideStyle
{
    public const int Count = 8;

    /// <summary>On white paper.</summary>
    public static readonly ImmutableArray<string> Light =
    [
        "#01448d",
        "#ac7a00",
        "#04a879",
        "#7e5dd5",
        "#5c0011",
        "#01715e",
        "#651551",
        "#3f5d1c",
    ];

    /// <summary>The same in the dark.</summary>
    public static readonly ImmutableArray<string> Dark =
    [
        "#518dfe",
        "#ffce82",
        "#84ffcd",
        "#d1b8fe",
        "#df0038",
        "#04c9a9",
        "#b7639d",
        "#8cab65",
    ];

    /// <summary>Paths round the origin, of about the same area: disc, square, triangle, diamond, cross, fallen triangle, plus,
    /// hexagon.</summary>
    public static readonly ImmutableArray<string> Shapes =
    [
        "M5,0A5,5 0 1 1 -5,0A5,5 0 1 1 5,0Z",
        "M-4.5,-4.5H4.5V4.5H-4.5Z",
        "M0,-6L5.8,4.2H-5.8Z",
        "M0,-6.2L6.2,0L0,6.2L-6.2,0Z",
        "M-5.5,-3.2L-3.2,-5.5L0,-2.3L3.2,-5.5L5.5,-3.2L2.3,0L5.5,3.2L3.2,5.5L0,2.3L-3.2,5.5L-5.5,3.2L-2.3,0Z",
        "M0,6L5.8,-4.2H-5.8Z",
        "M-1.8,-6H1.8V-1.8H6V1.8H1.8V6H-1.8V1.8H-6V-1.8H-1.8Z",
        "M-6,0L-3,-5.2H3L6,0L3,5.2H-3Z",
    ];

    /// <summary>Colours as the page's style sheet names them.</summary>
    public static Markup Css { get; } =
        new(
            $":root{{{Variables(Light)}}}@media (prefers-color-scheme:dark){{:root{{{Variables(Dark)}}}}}@media print{{:root{{{Variables(
                Light
            )}}}}}"
                + string.Concat(Enumerable.Range(0, Count).Select(i => $".side{i}{{--side:var(--side{i})}}"))
        );

    /// <summary>The class that colours what is of the policy at this place, from 0.</summary>
    public static string Class(int number) => $"side{number % Count}";

    /// <summary>The path of its shape; after eight policies the shapes move on by one against the colours.</summary>
    public static string Shape(int number) => Shapes[(number + (number / Count)) % Count];

    /// <summary>Its mark, to stand in a line of text.</summary>
    public static Markup Key(int number) =>
        Html.Of(
            $"<svg class=\"mark {Class(number)}\" width=\"14\" height=\"14\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">"
                + $"<path d=\"{Shape(number)}\"/></svg>"
        );

    private static string Variables(ImmutableArray<string> colours) =>
        string.Concat(colours.Select((colour, number) => $"--side{number}:{colour};"));
}
