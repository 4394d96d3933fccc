using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>The slot that lays boards on the table.</summary>
internal static partial class BoardReader
{
    private static readonly string[] Places = ["name", "shape", "color", "parity"];

    public static SlotChoices<BoardChoice?>? Boards(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "boards", values.Problems) is not { } fields)
        {
            return null;
        }
        var category = values.Name(
            fields.Required("category"),
            "category of boards",
            [.. catalogue.Boards.Select(b => b.Category).Distinct()]
        );
        var calledNode = fields.Required("called");
        var called = values.Text(calledNode, "what the instruction calls a board");
        var withoutNode = fields.Optional("without");
        var places = values.List(fields.Required("places"), "the places of the boards", n => PlacementReader.Cell(n, "a place", values));
        var judgedNode = fields.Optional("judged");
        var judged = judgedNode is null ? "named" : values.Name(judgedNode, "board to be judged", ["named", "other"]);
        fields.RefuseOthers();
        if (category is null || called is null || places is not { } cells || judged is null)
        {
            return null;
        }
        var boards = catalogue.Boards.Where(b => b.Category == category).ToList();
        var known = boards.SelectMany(Features).ToHashSet();
        var leftOut = withoutNode is null
            ? []
            : values.List(withoutNode, "what boards to leave out", n => values.Name(n, "board with", known));
        if (
            leftOut is not { } without
            || Words(boards.Where(b => !Features(b).Any(f => without.Contains(f))), called, calledNode!, values) is not { } words
        )
        {
            return null;
        }
        var choice = new BoardChoice(words, cells, judged == "other");
        if (choice.Words.Length < cells.Length)
        {
            values.Problems.Add(
                node,
                $"expected boards with at least {cells.Length} words, one for each place, found {choice.Words.Length}"
            );
            return null;
        }
        if (choice.JudgesTheOther && cells.Length != 2)
        {
            values.Problems.Add(judgedNode!, $"expected two places, of which the other one is judged, found {cells.Length}");
            return null;
        }
        return new(
            slot,
            $"{choice.Count} rows of {cells.Length} boards called {string.Join(", ", choice.Words.Select(w => w.Word))}",
            [choice],
            c => c!.Canonical
        )
        {
            Count = (int)Math.Min(choice.Count, int.MaxValue),
        };
    }

    private static ImmutableArray<(string Word, ImmutableArray<Board> Boards)>? Words(
        IEnumerable<Board> boards,
        string called,
        YamlNode node,
        YamlValues values
    )
    {
        var unknown = Braces().Matches(called).Select(m => m.Value).Where(b => !Places.Contains(b.Trim('{', '}'))).ToList();
        if (unknown.Count > 0)
        {
            values.Problems.Add(node, $"expected only {string.Join(", ", Places.Select(p => $"{{{p}}}"))} in braces, found '{unknown[0]}'");
            return null;
        }
        var all = boards.ToList();
        if (all.Find(b => Word(b, called).Contains('{', StringComparison.Ordinal)) is { } lacking)
        {
            values.Problems.Add(node, $"the board '{lacking.Id}' has nothing to say for '{called}'");
            return null;
        }
        return [.. all.GroupBy(b => Word(b, called)).Select(word => (word.Key, word.ToImmutableArray()))];
    }

    private static IEnumerable<string> Features(Board board) => new[] { board.Name, board.Shape, board.Color }.OfType<string>();

    /// <summary>What the instruction calls a board; what the board lacks stays in its braces.</summary>
    private static string Word(Board board, string called) =>
        new (string Place, string? Value)[]
        {
            ("{name}", board.Name),
            ("{shape}", board.Shape),
            ("{color}", board.Color),
            ("{parity}", board.Parity),
        }.Aggregate(called, (text, part) => part.Value is null ? text : text.Replace(part.Place, part.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"\{[^{}]*\}|[{}]")]
    private static partial Regex Braces();
}
