using BlindVla.Core;

namespace BlindVla.Reports;

/// <summary>Where numbers are on a bar.</summary>
/// <param name="Zero">Where 0 is, in per cent of the width.</param>
/// <param name="Unit">How far from it 1 is.</param>
internal sealed record BarScale(double Zero, double Unit)
{
    public Markup Bar(Interval interval, string style = "") =>
        Html.Of(
            $"<i{Class(style)} style=\"left:{Zero + (Unit * interval.Minimum):0.##}%;"
                + $"width:{Unit * (interval.Maximum - interval.Minimum):0.##}%\"></i>"
        );

    public Markup Dot(double value, string style = "") => Html.Of($"<b{Class(style)} style=\"left:{Zero + (Unit * value):0.##}%\"></b>");

    private static Markup Class(string style) => style.Length == 0 ? default : Html.Of($" class=\"{style}\"");
}
