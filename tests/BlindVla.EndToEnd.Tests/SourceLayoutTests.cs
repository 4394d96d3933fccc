using System.Text.RegularExpressions;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A newcomer finds a type by the name of its file, and reads it without scrolling sideways.</summary>
public sealed partial class SourceLayoutTests
{
    private const int Columns = 140;

    [Test]
    public void File_IsNamedAfterItsOneType()
    {
        var misnamed =
            from file in Sources()
            let types = File.ReadLines(file).Select(line => TopLevelType().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value)
            let name = Path.GetFileName(file).Split('.')[0]
            where types.Any(type => type != name)
            select $"{Relative(file)}: {string.Join(", ", types.Distinct())}";

        Assert.That(misnamed, Is.Empty);
    }

    /// <summary>The formatter breaks code, but neither strings nor comments; a raw string is somebody else's text.</summary>
    [Test]
    public void Line_OutsideARawString_Holds140Columns()
    {
        var tooLong =
            from file in Sources()
            from line in OutsideRawStrings(file)
            where line.Text.Length > Columns
            select $"{Relative(file)}:{line.Number}";

        Assert.That(tooLong, Is.Empty);
    }

    private static IEnumerable<(int Number, string Text)> OutsideRawStrings(string file)
    {
        var isRaw = false;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var quotes = RawQuotes().Count(line);
            if (!isRaw && quotes == 0)
                yield return (index + 1, line);
            isRaw ^= quotes % 2 == 1;
        }
    }

    private static IEnumerable<string> Sources() =>
        from folder in new[] { "harness", "policies", "sim-bridge", "tests" }
        from file in Directory.EnumerateFiles(Path.Combine(Workplace.Installation.Root, folder), "*.cs", SearchOption.AllDirectories)
        select file;

    private static string Relative(string file) => Path.GetRelativePath(Workplace.Installation.Root, file);

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref) )*"
            + @"(?:record struct|record|class|struct|interface|enum|delegate (?:\(.*\)|\S+)) (\w+)"
    )]
    private static partial Regex TopLevelType();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();
}
