using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>
/// Boards of one category that an instruction can tell apart. As many words as there are places are drawn without repetition, for each
/// word one of the boards it fits, and one of the places as the target: every row is equally likely where every word fits as many boards.
/// </summary>
/// <param name="Words">What an instruction can call a board, and the boards it fits.</param>
/// <param name="Places">From left to right as the camera sees them.</param>
/// <param name="JudgesTheOther">
/// The instruction names one of two boards and the other one counts, as in the public code's parity task (a fault there).
/// </param>
internal sealed record BoardChoice(
    ImmutableArray<(string Word, ImmutableArray<Board> Boards)> Words,
    ImmutableArray<Cell> Places,
    bool JudgesTheOther
)
{
    /// <summary>The number of rows.</summary>
    public long Count
    {
        get
        {
            // Sum over ordered selections of words of the product of their boards, and then a target: elementary symmetric polynomials.
            var sums = new long[Places.Length + 1];
            sums[0] = 1;
            foreach (var (_, boards) in Words)
            {
                for (var k = Places.Length; k > 0; k--)
                {
                    sums[k] += sums[k - 1] * boards.Length;
                }
            }
            var orders = Enumerable.Range(1, Places.Length).Aggregate(1L, (product, i) => product * i);
            return sums[Places.Length] * orders * Places.Length;
        }
    }

    /// <summary>Everything that decides a draw.</summary>
    public string Canonical =>
        string.Join(
            '\n',
            [
                .. Words.SelectMany(w => w.Boards.Select(b => $"{w.Word}|{b.Id}")),
                .. Places.Select(p => $"{p.X:R} {p.Y:R}"),
                .. JudgesTheOther ? ["judges the other"] : Array.Empty<string>(),
            ]
        );

    public BoardRow Draw(KeyedRandom random)
    {
        var left = Words.ToList();
        var words = new List<string>();
        var row = ImmutableArray.CreateBuilder<(Board, Cell)>();
        foreach (var place in Places)
        {
            var taken = random.NextInt(left.Count);
            words.Add(left[taken].Word);
            row.Add((random.Choose(left[taken].Boards), place));
            left.RemoveAt(taken);
        }
        var target = random.NextInt(Places.Length);
        return new(row.ToImmutable(), target, words[JudgesTheOther ? 1 - target : target]);
    }
}
