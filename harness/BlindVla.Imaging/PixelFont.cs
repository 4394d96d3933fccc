using System.Collections.Immutable;

namespace BlindVla.Imaging;

/// <summary>
/// Letters of 5 x 7 pixels, drawn by hand: machines that run evaluations have no font files. ASCII, the accents of Latin letters, and what
/// typesetting writes for ASCII's quotation marks and dashes; a question mark for anything else.
/// </summary>
internal static class PixelFont
{
    public const int GlyphWidth = 5;
    public const int GlyphHeight = 7;

    /// <summary>From one letter to the next.</summary>
    public const int Advance = GlyphWidth + 1;

    private const char First = ' ';

    // Per letter seven rows from the top, two hexadecimal digits each; bit 4 is the leftmost of the five columns. In ASCII order.
    private static readonly byte[][] Letters =
    [
        .. new[]
        {
            "00000000000000",
            "04040404040004",
            "0A0A0A00000000",
            "0A0A1F0A1F0A0A",
            "040F140E051E04",
            "18190204081303",
            "0C12140815120D",
            "04040800000000", // space ! " # $ % & '
            "02040808080402",
            "08040202020408",
            "00040E1F0E0400",
            "0004041F040400",
            "000000000C0408",
            "0000001F000000",
            "00000000000C0C",
            "00010204081000", // ( ) * + , - . /
            "0E11131519110E",
            "040C040404040E",
            "0E11010204081F",
            "1F02040201110E",
            "02060A121F0202",
            "1F101E0101110E",
            "0608101E11110E",
            "1F010204080808", // 0-7
            "0E11110E11110E",
            "0E11110F01020C",
            "000C0C000C0C00",
            "000C0C000C0408",
            "02040810080402",
            "00001F001F0000",
            "08040201020408",
            "0E110102040004", // 8 9 : ; < = > ?
            "0E11010D15150E",
            "0E11111F111111",
            "1E11111E11111E",
            "0E11101010110E",
            "1C12111111121C",
            "1F10101E10101F",
            "1F10101E101010",
            "0E11101713110F", // @ A-G
            "1111111F111111",
            "0E04040404040E",
            "0702020202120C",
            "11121418141211",
            "1010101010101F",
            "111B1515111111",
            "11111915131111",
            "0E11111111110E", // H-O
            "1E11111E101010",
            "0E11111115120D",
            "1E11111E141211",
            "0F10100E01011E",
            "1F040404040404",
            "1111111111110E",
            "11111111110A04",
            "1111111515150A", // P-W
            "11110A040A1111",
            "1111110A040404",
            "1F01020408101F",
            "0E08080808080E",
            "00100804020100",
            "0E02020202020E",
            "040A1100000000",
            "0000000000001F", // X Y Z [ \ ] ^ _
            "08040200000000",
            "00000E010F110F",
            "1010161911111E",
            "00000E1010110E",
            "01010D1311110F",
            "00000E111F100E",
            "0609081C080808",
            "000F11110F010E", // ` a-g
            "10101619111111",
            "04000C0404040E",
            "0200060202120C",
            "10101214181412",
            "0C04040404040E",
            "00001A15151111",
            "00001619111111",
            "00000E1111110E", // h-o
            "001E11111E1010",
            "000F11110F0101",
            "00001619101010",
            "00000E100E011E",
            "08081C08080906",
            "0000111111130D",
            "00001111110A04",
            "0000111115150A", // p-w
            "0000110A040A11",
            "001111110F010E",
            "00001F0204081F",
            "02040408040402",
            "04040404040404",
            "08040402040408",
            "00000815020000", // x y z { | } ~
        }.Select(Convert.FromHexString),
    ];

    // Two rows each, for the rows that small letters leave free; then the letters that wear it, and what they are without it.
    private static readonly ImmutableDictionary<char, (char Plain, byte[] Mark)> Accents = new (
        string Mark,
        string Accented,
        string Plain
    )[]
    {
        ("0804", "àèìòù", "aeiou"), // grave
        ("0204", "áéíóúýćńśź", "aeiouycnsz"), // acute
        ("040A", "âêîôû", "aeiou"), // circumflex
        ("0D12", "ãñõ", "ano"), // tilde
        ("0A00", "äëïöüÿ", "aeiouy"), // diaeresis
        ("0A04", "čěňřšž", "cenrsz"), // caron
        ("0404", "åů", "au"), // ring
    }
        .SelectMany(row =>
            row.Accented.Zip(row.Plain, (letter, plain) => KeyValuePair.Create(letter, (plain, Convert.FromHexString(row.Mark))))
        )
        .ToImmutableDictionary();

    // What is written with ASCII's letters; capitals leave no room for an accent.
    private static readonly ImmutableDictionary<char, string> Spellings = new (string Letters, string Spelling)[]
    {
        ("‘’‚ʼ′´", "'"),
        ("“”„«»″", "\""),
        ("‐‑‒–—−", "-"),
        ("…", "..."),
        ("\t\u00A0\u2009\u202F", " "),
        ("·•", "."),
        ("×", "x"),
        ("ÀÁÂÃÄÅĄ", "A"),
        ("Æ", "AE"),
        ("ÇĆČ", "C"),
        ("ÈÉÊËĚĘ", "E"),
        ("ÌÍÎÏ", "I"),
        ("Ł", "L"),
        ("ÑŃŇ", "N"),
        ("ÒÓÔÕÖØ", "O"),
        ("Œ", "OE"),
        ("Ř", "R"),
        ("ŚŠ", "S"),
        ("ÙÚÛÜŮ", "U"),
        ("ÝŸ", "Y"),
        ("ŹŻŽ", "Z"),
        ("ą", "a"),
        ("æ", "ae"),
        ("ç", "c"),
        ("ę", "e"),
        ("ł", "l"),
        ("ø", "o"),
        ("œ", "oe"),
        ("ß", "ss"),
        ("ż", "z"),
    }
        .SelectMany(row => row.Letters.Select(letter => KeyValuePair.Create(letter, row.Spelling)))
        .ToImmutableDictionary();

    /// <summary>A glyph for each letter to draw: eight rows from the top, the last below the line; bit 4 is the leftmost column.</summary>
    public static IReadOnlyList<byte[]> Glyphs(string text)
    {
        var glyphs = new List<byte[]>(text.Length);
        foreach (var letter in text)
        {
            if (Accents.TryGetValue(letter, out var accent))
            {
                var accented = Glyph(accent.Plain);
                accent.Mark.CopyTo(accented, 0);
                glyphs.Add(accented);
            }
            else
            {
                glyphs.AddRange(Spellings.GetValueOrDefault(letter, letter.ToString()).Select(Glyph));
            }
        }
        return glyphs;
    }

    /// <summary>In memory of its own. Some stand below the line: a small p would read as a capital one.</summary>
    private static byte[] Glyph(char letter)
    {
        var rows = letter - First is var number && number >= 0 && number < Letters.Length ? Letters[number] : Letters['?' - First];
        return letter is 'g' or 'j' or 'p' or 'q' or 'y' ? [0, .. rows] : [.. rows, 0];
    }
}
