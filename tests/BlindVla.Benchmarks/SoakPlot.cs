using System.Globalization;
using System.Text;

namespace BlindVla.Benchmarks;

/// <summary>What a run held over time, one panel below the other, each from zero.</summary>
internal static class SoakPlot
{
    private const int Width = 720;
    private const int Height = 90;
    private const int Left = 150;
    private const int Gap = 26;

    public static string Svg(IReadOnlyList<SoakSample> samples)
    {
        var end = samples.Count == 0 ? 1 : samples[^1].At.TotalMinutes;
        var whole = (SoakSample.Series.Length * (Height + Gap)) + 30;
        var svg = new StringBuilder(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width + Left + 20}" height="{whole}" """
                + """font-family="sans-serif" font-size="12">"""
                + "\n"
        );
        foreach (var (row, (name, unit, value)) in SoakSample.Series.Index())
        {
            var bottom = (row * (Height + Gap)) + Height + 10;
            var top = Math.Max(1, samples.Select(value).DefaultIfEmpty().Max() * 1.1);
            var points = samples.Select(sample =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Left + (Width * sample.At.TotalMinutes / end):0.#},{bottom - (Height * value(sample) / top):0.#}"
                )
            );
            svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                <text x="4" y="{bottom - (Height / 2)}">{name}</text>
                <text x="{Left - 6}" y="{bottom - Height + 10}" text-anchor="end">{top:0} {unit}</text>
                <text x="{Left - 6}" y="{bottom}" text-anchor="end">0</text>
                <path d="M{Left} {bottom - Height}V{bottom}H{Left + Width}" fill="none" stroke="#999"/>
                <polyline points="{string.Join(' ', points)}" fill="none" stroke="#1f77b4" stroke-width="1.5"/>
                """
            );
        }
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            <text x="{Left + Width}" y="{whole - 14}" text-anchor="end">{end:0} minutes</text>
            </svg>
            """
        );
        return svg.ToString();
    }
}
