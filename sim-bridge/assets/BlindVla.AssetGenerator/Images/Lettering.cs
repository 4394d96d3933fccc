namespace BlindVla.AssetGenerator.Images;

/// <summary>Capital letters of five by seven cells, for labels and signs.</summary>
internal static class Lettering
{
    private const int Columns = 5;
    private const int Rows = 7;

    // Rows from the top, one hexadecimal digit pair each, most significant of five bits at the left.
    private static readonly string[] Glyphs =
    [
        "0E11111F111111",
        "1E11111E11111E",
        "0E11101010110E",
        "1E11111111111E",
        "1F10101E10101F",
        "1F10101E101010",
        "0E11101713110F",
        "1111111F111111",
        "0E04040404040E",
        "0702020202120C",
        "11121418141211",
        "1010101010101F",
        "111B1515111111",
        "11191513111111",
        "0E11111111110E",
        "1E11111E101010",
        "0E11111115120D",
        "1E11111E141211",
        "0F10100E01011E",
        "1F040404040404",
        "1111111111110E",
        "11111111110A04",
        "11111115151B11",
        "11110A040A1111",
        "11110A04040404",
        "1F01020408101F",
    ];

    /// <summary>
    /// Whether the place (x, y) is inked when the word fills the rectangle 0..1 by 0..1, y upwards. Letters are one cell apart.
    /// </summary>
    public static bool IsInk(string word, double x, double y)
    {
        var cells = (word.Length * (Columns + 1)) - 1;
        if (x < 0 || x >= 1 || y < 0 || y >= 1)
            return false;
        var column = (int)(x * cells);
        var row = Rows - 1 - (int)(y * Rows);
        var letter = word[column / (Columns + 1)];
        var bit = column % (Columns + 1);
        if (letter == ' ' || bit == Columns)
            return false;
        var bits = Convert.ToInt32(Glyphs[letter - 'A'].Substring(row * 2, 2), 16);
        return ((bits >> (Columns - 1 - bit)) & 1) != 0;
    }
}
