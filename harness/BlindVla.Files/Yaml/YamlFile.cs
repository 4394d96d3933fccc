using System.Collections.Immutable;
using BlindVla.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BlindVla.Files;

/// <summary>
/// Reads the small part of YAML these files need: mappings, lists and scalars of one document. Anchors, aliases and tags are refused,
/// because they let one line mean something that is written elsewhere; sizes are bounded, because the file may come from anybody.
/// </summary>
public sealed class YamlFile
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxNodes = 20_000;
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private int _nodes;

    private YamlFile(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The root node. A file that cannot be read as YAML at all throws, since nothing more can be said about it.</summary>
    /// <exception cref="InputException">Missing, no regular file, too large, not UTF-8, or not YAML.</exception>
    public static YamlNode Read(string path, ProblemList problems) => Parse(ReadText(path), problems);

    /// <summary>The whole file as text.</summary>
    /// <exception cref="InputException">Missing, no regular file, too large, or not UTF-8.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return BoundedFile.ReadText(path, MaxBytes);
        }
        catch (IOException e)
        {
            throw new InputException(path, File.Exists(path) ? e.Message : e.Message + Neighbours(new(path)));
        }
    }

    public static YamlNode Parse(string text, ProblemList problems)
    {
        var file = new YamlFile(text, problems);
        try
        {
            return file.ReadDocument();
        }
        catch (YamlException e)
        {
            throw file.NotYaml(e.Start, e.Message);
        }
        catch (InvalidOperationException)
        {
            // The scanner of YamlDotNet 18.1 ends like this on some lists and mappings that are not closed.
            throw file.NotYaml(
                file._parser.Current?.End ?? Mark.Empty,
                "a bracket, brace or quotation mark after this place is missing or misplaced"
            );
        }
        catch (ArgumentException)
        {
            // So does that on a tag whose name is no URI, such as '!!binary[a]'.
            throw file.NotYaml(file._parser.Current?.End ?? Mark.Empty, "a tag after this place is no tag; tags are not allowed");
        }
    }

    private static string Neighbours(FileInfo file)
    {
        if (file.Directory is not { Exists: true } folder)
        {
            return $", nor a folder '{file.DirectoryName}'";
        }
        return $"; {NearestNames.Suggest(file.Name, folder.EnumerateFiles("*.yaml").Select(f => f.Name))}";
    }

    private InputException NotYaml(Mark at, string message) =>
        new([new(_problems.File, (int)at.Line, (int)at.Column, $"this is not YAML: {message}")]);

    private YamlNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            throw new InputException([new(_problems.File, 1, 1, "expected a mapping, found an empty file")]);
        }
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _problems.Add(
                (int)second.Start.Line,
                (int)second.Start.Column,
                "expected one document, found a second one; use one file for each"
            );
        }
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current!.Start;
        var (line, column) = ((int)start.Line, (int)start.Column);
        if (++_nodes > MaxNodes || depth > MaxDepth)
        {
            // Not collected: the rest of the file would be as large.
            throw new InputException([
                new(
                    _problems.File,
                    line,
                    column,
                    depth > MaxDepth
                        ? $"expected at most {MaxDepth} levels of nesting, found more"
                        : $"expected at most {MaxNodes} values, found more"
                ),
            ]);
        }
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            _problems.Add(line, column, $"aliases are not allowed (found '*{alias.Value}'); write the value out");
            return new YamlScalar(line, column, "", IsPlain: true) { File = _problems.File };
        }
        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _problems.Add(line, column, $"anchors are not allowed (found '&{anchored.Anchor.Value}')");
        }
        if (_parser.Current is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            _problems.Add(line, column, $"tags are not allowed (found '{tagged.Tag.Value}')");
        }
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain) { File = _problems.File };
        }
        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = ImmutableArray.CreateBuilder<YamlNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }
            return new YamlList(line, column, items.ToImmutable()) { File = _problems.File };
        }
        _parser.Consume<MappingStart>();
        var entries = new Dictionary<string, YamlEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyNode = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (keyNode is not YamlScalar key)
            {
                _problems.Add(keyNode, $"expected a name as key, found {keyNode.Kind}");
            }
            else if (!entries.TryAdd(key.Text, new(key, value)))
            {
                _problems.Add(key, $"the key '{key.Text}' appears twice; the first is on line {entries[key.Text].Key.Line}");
            }
        }
        return new YamlMap(line, column, [.. entries.Values.OrderBy(e => e.Key.Line).ThenBy(e => e.Key.Column)]) { File = _problems.File };
    }
}
