using System.Globalization;

namespace BlindVla.Training;

/// <summary>A place in a picture as text: one token for the column and one for the row.</summary>
public static class LocationTokens
{
    /// <summary>Along each edge.</summary>
    public const int Bins = 128;

    /// <summary><c>&lt;loc000&gt;</c> to <c>&lt;loc127&gt;</c>.</summary>
    public static string Token(int bin) => string.Create(CultureInfo.InvariantCulture, $"<loc{bin:D3}>");

    /// <summary>The column's token, then the row's.</summary>
    /// <param name="u">From 0 to 1.</param>
    /// <param name="v">From 0 to 1.</param>
    public static string Of(double u, double v) => Token(Bin(u)) + Token(Bin(v));

    private static int Bin(double share) => Math.Clamp((int)(share * Bins), 0, Bins - 1);
}
