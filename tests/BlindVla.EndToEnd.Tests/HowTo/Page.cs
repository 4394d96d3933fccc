using System.Text.RegularExpressions;

namespace BlindVla.EndToEnd.Tests;

/// <summary>
/// A page that says how something is done. A block of it under the name of a file, such as <c>[`tests/a.cs`](../tests/a.cs)</c>, is
/// that file; the lines of a block of the language <c>sh</c> are commands, and a block of the language <c>text</c> right below one of a
/// single command is what it prints.
/// </summary>
internal sealed partial class Page
{
    private readonly string _text;

    /// <param name="path">From the root of the checkout.</param>
    public Page(string path) => _text = File.ReadAllText(Path.Combine(Workplace.Installation.Root, path));

    /// <summary>Files that it quotes, from the root of the checkout, with the quotes.</summary>
    public IReadOnlyList<(string Path, string Text)> Files =>
        [.. QuotedFile().Matches(_text).Select(match => (match.Groups["path"].Value, match.Groups["text"].Value))];

    /// <summary>The arguments of every command of the harness.</summary>
    public IReadOnlyList<string[]> Commands =>
        [
            .. Shell()
                .Matches(_text)
                .SelectMany(match => match.Groups["text"].Value.Split('\n', StringSplitOptions.TrimEntries))
                .Where(line => line.StartsWith("./blindvla ", StringComparison.Ordinal))
                .Select(Arguments),
        ];

    /// <summary>Commands whose output it shows, with the lines of that; a line of three dots is whatever it leaves out.</summary>
    public IReadOnlyList<(string[] Command, string[] Lines)> Outputs =>
        [
            .. Answer()
                .Matches(_text)
                .Select(match => (Arguments(match.Groups["command"].Value), match.Groups["text"].Value.TrimEnd('\n').Split('\n'))),
        ];

    /// <summary>Words in backquotes: files, members, keys.</summary>
    public IReadOnlyList<string> Names => [.. Name().Matches(_text).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Every quoted file is as the page has it.</summary>
    public void AssertQuotes()
    {
        Assert.That(Files, Is.Not.Empty);
        foreach (var (path, text) in Files)
            Assert.That(text, Is.EqualTo(File.ReadAllText(Path.Combine(Workplace.Installation.Root, path))), path);
    }

    private static string[] Arguments(string line) =>
        [.. line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(word => word.Trim('\''))];

    [GeneratedRegex(
        @"^\[`(?<path>[^`]+)`\][^\n]*\n\n```\w+\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex QuotedFile();

    [GeneratedRegex(@"^ *```sh\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Shell();

    [GeneratedRegex(
        @"^```sh\n(?<command>\./blindvla [^\n]*)\n```\n\n```text\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Answer();

    [GeneratedRegex("`(?<name>[^`\n]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
