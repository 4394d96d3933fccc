using System.CommandLine;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace BlindVla.Cli.Tests;

/// <summary>
/// Every command that help, README or a page of <c>docs/</c> shows is one of the program, as bash takes it. That it does what is said of it
/// is for tests that run it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class ShownCommandsTests
{
    private static readonly Installation Checkout = Installation.Find();

    private TemporaryFolder _folder = null!;

    private static IEnumerable<string> Pages =>
        Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md")
            .Append(Path.Combine(Checkout.Root, "README.md"))
            .Select(path => Path.GetRelativePath(Checkout.Root, path))
            .Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public void MakeTheProgram()
    {
        _folder = new();
        Directory.CreateDirectory(_folder.PathOf("docs"));
        File.WriteAllText(
            _folder.PathOf("blindvla"),
            """
            #!/bin/sh
            printf '%s\n' "$@" > asked

            """
        );
        File.SetUnixFileMode(_folder.PathOf("blindvla"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [OneTimeTearDown]
    public void RemoveTheProgram() => _folder.Dispose();

    [TestCaseSource(nameof(Pages))]
    public void Page_ShowsCommandsOfTheProgram(string page)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root, page)).Replace("\\\n", " ", StringComparison.Ordinal);
        var shown = Block()
            .Matches(text)
            .SelectMany(block => block.Groups["text"].Value.Split('\n'))
            .Select(line => Explanation().Split(line.Trim())[0])
            .Where(line => Program().IsMatch(line));

        using (Assert.EnterMultipleScope())
        {
            foreach (var line in shown)
                Assert.That(Problems(line), Is.Empty, line);
        }
    }

    [Test]
    public void Help_ShowsCommandsOfTheProgram()
    {
        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
        var shown = All(CommandLine.Root(Checkout, PolicyGrammar.Shipped)).SelectMany(CommandHelp.ExamplesOf).Distinct().ToList();

        Assert.That(shown, Is.Not.Empty);
        using (Assert.EnterMultipleScope())
        {
            foreach (var line in shown)
                Assert.That(Problems(line), Is.Empty, line);
        }
    }

    private IReadOnlyList<string> Problems(string line)
    {
        File.Delete(_folder.PathOf("asked"));
        _ = ProgramOutput.Of("bash", "-c", $"cd '{_folder.Path}' && {line}");
        var asked = _folder.PathOf("asked");
        return File.Exists(asked)
            ? ParseProblems.Of(CommandLine.Root(Checkout, PolicyGrammar.Shipped).Parse(File.ReadAllLines(asked)))
            : ["bash does not run ./blindvla"];
    }

    [GeneratedRegex(@"^ *```(?:sh)?\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex(@"(^| |\()\./blindvla ")]
    private static partial Regex Program();

    // What stands behind a command in a table of commands.
    [GeneratedRegex(" {2,}")]
    private static partial Regex Explanation();
}
