using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BlindVla.Imports;

/// <summary>What another harness calls something, as suites and tasks are called here and gates name them: lower-case words joined by
/// hyphens.</summary>
internal static partial class SlugNames
{
    private const int MaxLength = 120;
    private const int DigestLength = 8;

    public static bool Is(string name) => Whole().IsMatch(name);

    /// <summary>Where more than case and what stands between words is lost, a digest of the name is its last word, so that two names stay
    /// two.</summary>
    public static string Of(string name)
    {
        var words = string.Join('-', Words().Matches(name).Select(word => word.Value.ToLowerInvariant()));
        if (words.Length is > 0 and <= MaxLength && !Lost().IsMatch(name))
        {
            return words;
        }
        return $"{words[..Math.Min(words.Length, MaxLength)].TrimEnd('-')}-{Digest(name)}".TrimStart('-');
    }

    private static string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(name)))[..DigestLength];

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z")]
    private static partial Regex Whole();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words();

    [GeneratedRegex("[^A-Za-z0-9 _.:/-]")]
    private static partial Regex Lost();
}
