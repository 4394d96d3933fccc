using System.Globalization;

namespace BlindVla.Reports;

/// <summary>Numbers as the page writes them.</summary>
internal static class PlotText
{
    public static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Points(double difference) => (100 * difference).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>For whoever computes with it.</summary>
    public static string Number(double? value) => value is { } known ? (100 * known).ToString("0.###", CultureInfo.InvariantCulture) : "";
}
