using System.Text;
using System.Text.RegularExpressions;
using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>What people, editors and other programs make of a text file: lines and words moved, doubled, lost, or replaced by what nobody
/// expects.</summary>
internal sealed partial class TextMutator : IMutator
{
    private static readonly string[] Numbers =
    [
        "NaN",
        "nan",
        ".nan",
        "Infinity",
        "-Infinity",
        ".inf",
        "1e999",
        "-1e999",
        "1e-999",
        "-1",
        "-0",
        "0",
        "1.5",
        "1e2",
        "0x80000000",
        "2147483647",
        "2147483648",
        "-2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1e308",
        "5e-324",
        "999999999",
        "00012",
        "1_000",
        "1,5",
        "+1",
        "１",
    ];

    private static readonly string[] Words =
    [
        "null",
        "~",
        "true",
        "false",
        "",
        "\"\"",
        "''",
        "[]",
        "{}",
        "[null]",
        "{null: null}",
        "[[[[[[[[[[[[[[[[[[[[",
        "{a: {a: {a: {a: {a: {a:",
        "&a",
        "*a",
        "!!binary",
        "!a",
        "<<",
        "- - - - -",
        "---",
        "...",
        "? a",
        ": ",
        "#",
        "%YAML 9.9",
        "|",
        ">",
        "\"",
        "'",
        "`",
        "@",
        "\\",
        "\\ud800",
        "\\u0000",
        "=1+1",
        "../../../../etc/passwd",
        "/dev/zero",
        "\0",
        "\u001b[31m",
        "\r",
        "\t",
        "\u2028",
        "\ufeff",
        "\u202e",
        "\ud83d\ude00",
        "a\u0308",
        "ﬁ",
        "\u007f",
        "(",
        "(((a+)+)+)+$",
        "{0}",
        "%s",
        ",",
    ];

    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        var text = Encoding.UTF8.GetString(input);
        return Encoding.UTF8.GetBytes(random.NextInt(3) == 0 ? Lines(text, corpus, random) : Tokens(text, random));
    }

    private static string Lines(string text, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        var lines = text.Split('\n').ToList();
        var (at, from) = (random.NextInt(lines.Count), random.NextInt(lines.Count));
        switch (random.NextInt(7))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[from]);
                break;
            case 2:
                (lines[at], lines[from]) = (lines[from], lines[at]);
                break;
            case 3:
                lines[at] = new string(' ', random.NextInt(9)) + lines[at].TrimStart();
                break;
            case 4:
                var other = Encoding.UTF8.GetString(random.Choose(corpus)).Split('\n');
                lines.Insert(at, random.Choose(other));
                break;
            case 5:
                lines.InsertRange(at, Enumerable.Repeat(lines[from], 1 << random.NextInt(10)));
                break;
            default:
                return string.Join(random.Choose(["\r\n", "\r", "\n\n", "\u0085"]), lines);
        }
        return string.Join('\n', lines);
    }

    private static string Tokens(string text, KeyedRandom random)
    {
        var tokens = Token().Matches(text);
        if (tokens.Count == 0)
        {
            return random.Choose(Words);
        }
        var one = tokens[random.NextInt(tokens.Count)];
        return text[..one.Index] + Instead(one.Value, tokens, random) + text[(one.Index + one.Length)..];
    }

    private static string Instead(string token, MatchCollection tokens, KeyedRandom random) =>
        random.NextInt(8) switch
        {
            0 => tokens[random.NextInt(tokens.Count)].Value,
            1 => "",
            2 => token + token,
            3 => random.Choose(Words),
            4 => random.Choose(Words) + token,
            5 => new string(token.FirstOrDefault('['), 1 << random.NextInt(14)),
            _ => random.Choose(Numbers),
        };

    /// <summary>A number, a word, or a single sign.</summary>
    [GeneratedRegex(@"[+-]?\d[\d.eE+-]*|\w+|[^\w\s]")]
    private static partial Regex Token();
}
