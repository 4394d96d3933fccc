using System.Text;
using System.Text.RegularExpressions;

namespace BlindVla.Cli.Tests;

/// <summary>A link of a page leads to a file that is there, and to a heading that the file has.</summary>
public sealed partial class PageLinkTests
{
    private static readonly string Root = Installation.Find().Root;

    private static IEnumerable<string> Pages =>
        new[]
        {
            "docs",
            "harness",
            "policies",
            "protos",
            "results/baselines",
            "results/calibration",
            "results/training",
            "scenarios",
            "sim-bridge",
            "tests",
        }
            .Select(folder => Path.Combine(Root, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
            .Concat(new[] { "README.md", "results/README.md" }.Select(page => Path.Combine(Root, page)))
            .Select(page => Path.GetRelativePath(Root, page));

    [Test]
    public void EveryLink_LeadsSomewhere()
    {
        var broken =
            from page in Pages
            from Match link in Link().Matches(OutsideBlocks(page))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !IsThere(page, target)
            select $"{page}: {target}";

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void EveryPageOfDocs_IsInItsIndex()
    {
        var index = File.ReadAllText(Path.Combine(Root, "docs", "README.md"));

        foreach (
            var page in Directory
                .EnumerateFiles(Path.Combine(Root, "docs"), "*.md")
                .Select(Path.GetFileName)
                .Where(name => name != "README.md")
        )
            Assert.That(index, Does.Contain($"({page})"), page);
    }

    private static bool IsThere(string page, string target)
    {
        var (path, anchor) = target.Split('#') is [var file, var heading] ? (file, heading) : (target, null);
        var full = path.Length == 0 ? Path.Combine(Root, page) : Path.Combine(Root, Path.GetDirectoryName(page)!, path);
        return anchor is null ? Path.Exists(full) : File.Exists(full) && Anchors(Path.GetRelativePath(Root, full)).Contains(anchor);
    }

    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(OutsideBlocks(page)).Select(match => Anchor(match.Groups["text"].Value));

    /// <summary>As GitHub makes it of a heading: letters, digits, hyphens and underscores of what is seen, in lower case.</summary>
    private static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var letter in heading.Trim().ToLowerInvariant())
        {
            if (letter == ' ')
                anchor.Append('-');
            else if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                anchor.Append(letter);
        }
        return anchor.ToString();
    }

    private static string OutsideBlocks(string page) => Block().Replace(File.ReadAllText(Path.Combine(Root, page)), "");

    [GeneratedRegex("^ *```.*?^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
