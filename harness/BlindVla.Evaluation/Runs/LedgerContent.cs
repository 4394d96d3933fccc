using System.Collections.Immutable;
using System.Text;
using BlindVla.Core;
using CsvHelper;

namespace BlindVla.Evaluation;

/// <summary>What stands in a ledger, sound or not.</summary>
/// <param name="Format">Its columns.</param>
/// <param name="Trials">The sound rows, in file order.</param>
/// <param name="Damages">Rows that are not as they were written, one line each: where, which trial, why.</param>
/// <param name="TornBytes">Length of a last row that a crash cut short; 0 when there is none.</param>
internal sealed record LedgerContent(
    LedgerFormat Format,
    OrderedDictionary<TrialKey, TrialRecord> Trials,
    ImmutableArray<string> Damages,
    int TornBytes
)
{
    private static readonly byte[] ByteOrderMark = [0xef, 0xbb, 0xbf];

    /// <summary>RFC 4180: either line end, the last one may be missing, any field may be quoted; a byte order mark is passed
    /// over.</summary>
    /// <exception cref="RunException">It is no ledger of any version up to the present one, or holds a trial twice.</exception>
    /// <param name="measures">
    /// That it must have, in the order that a row's digest is over: names that were exchanged in the header then show. Null for those of
    /// the header.
    /// </param>
    /// <param name="isImported">Its trials were carried out by another harness, which need not say all.</param>
    public static LedgerContent Parse(string path, byte[] file, ImmutableArray<MeasureSpec>? measures, bool isImported = false)
    {
        var begun = LedgerFormat.Of(measures ?? []);
        var text = file.AsMemory(file.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
        var lastLine = text.Span.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        if (lastLine == 0 && Ledger.Encode(begun, []).AsSpan().StartsWith(text.Span))
        {
            // A header torn in mid-write; anything else is somebody's file.
            return new(begun, [], [], text.Length);
        }
        if (file is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            throw NotALedger(path, "it is UTF-16 text; save it as CSV in UTF-8");
        }
        var malformed = false;
        using var csv = CsvReader.Create(
            text,
            new()
            {
                Separator = ',',
                TrackLineNumbers = true,
                // No field has a line end, so that a stray quote damages its own row only.
                AllowLineBreaksInQuotes = false,
                OnMalformedRecord = _ => malformed = true,
            }
        );
        var (format, positions) = Columns(path, file, [.. csv.Headers], measures is null ? null : begun);

        var trials = new OrderedDictionary<TrialKey, TrialRecord>();
        var lineOf = new Dictionary<TrialKey, long>();
        var damages = ImmutableArray.CreateBuilder<string>();
        while (csv.Read())
        {
            var isLast = lastLine < text.Length && csv.ByteOffset >= lastLine;
            if (isLast && format.Number < LedgerFormat.DigestSince)
            {
                // Nothing but its line end says that a row is whole.
                return new(format, trials, damages.ToImmutable(), text.Length - lastLine);
            }
            try
            {
                var trial = malformed ? throw new FormatException("its quotes do not match") : Read(csv, format, positions, isImported);
                if (!lineOf.TryAdd(trial.Key, csv.LineNumber))
                {
                    throw new RunException(
                        RunFault.Refused,
                        $"{path}, line {csv.LineNumber}: {trial.Key} stands in line {lineOf[trial.Key]} already; delete one of them"
                    );
                }
                trials.Add(trial.Key, trial);
            }
            catch (FormatException) when (isLast)
            {
                return new(format, trials, damages.ToImmutable(), text.Length - lastLine);
            }
            catch (FormatException e)
            {
                damages.Add($"line {csv.LineNumber}{Named(csv, positions)}: {e.Message}");
            }
            malformed = false;
        }
        return new(format, trials, damages.ToImmutable(), 0);
    }

    private static TrialRecord Read(CsvReader csv, LedgerFormat format, ImmutableArray<int> positions, bool isImported) =>
        csv.FieldCount == positions.Length
            ? format.Read([.. positions.Select(csv.GetString)], isImported)
            : throw new FormatException($"it has {csv.FieldCount} fields, expected {positions.Length}");

    /// <summary>Which trial a damaged row seems to be of.</summary>
    private static string Named(CsvReader csv, ImmutableArray<int> positions) =>
        csv.FieldCount == positions.Length ? $" ({new TrialKey(csv.GetString(positions[0]), csv.GetString(positions[1]))})" : "";

    /// <summary>The format that has exactly these columns, and where each of its columns stands.</summary>
    private static (LedgerFormat Format, ImmutableArray<int> Positions) Columns(
        string path,
        byte[] file,
        string[] found,
        LedgerFormat? declared
    )
    {
        // Where none fits, the nearest is what it was meant to be.
        var format = LedgerFormat
            .Candidates(found, declared)
            .MinBy(each => each.Header.Except(found).Count() + found.Except(each.Header).Count())!;
        var names = format.Header;
        var (missing, unknown) = (names.Except(found).ToList(), found.Except(names).ToList());
        var twice = found.CountBy(name => name).Where(name => name.Value > 1).Select(name => name.Key).ToList();
        if (missing.Count + unknown.Count + twice.Count == 0)
        {
            return (format, [.. names.Select(name => Array.IndexOf(found, name))]);
        }
        if (twice.Count == 0 && missing.Concat(unknown).All(name => LedgerColumn.MeasureIn(name) is not null))
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} has other measures than its run: it has {OrNone(unknown)} instead of {OrNone(missing)}; put "
                    + "the run's own file back"
            );
        }
        throw NotALedger(
            path,
            Otherwise(file, found)
                ?? string.Join(
                    "; ",
                    Listed("missing columns", missing)
                        .Concat(Listed("unknown columns", unknown))
                        .Concat(Listed("columns that stand twice", twice))
                )
        );
    }

    private static string OrNone(List<string> columns) => columns.Count == 0 ? "none" : string.Join(", ", columns);

    private static RunException NotALedger(string path, string why) =>
        new(RunFault.Refused, $"{path} is not a ledger of this version of blindvla ({LedgerFormat.Version}) or an earlier one: {why}");

    private static IEnumerable<string> Listed(string what, List<string> names)
    {
        const int Most = 10;
        if (names.Count > 0)
        {
            yield return $"{what}: {string.Join(", ", names.Take(Most))}{(names.Count > Most ? $" and {names.Count - Most} more" : "")}";
        }
    }

    /// <summary>What people and their programs put in a ledger's place; null for none of it.</summary>
    private static string? Otherwise(ReadOnlySpan<byte> file, string[] found) =>
        file switch
        {
            [(byte)'P', (byte)'K', 3, 4, ..] => "it is a spreadsheet or an archive; save it as CSV in UTF-8",
            _ when file.StartsWith("version https://git-lfs"u8) => "it is a pointer of Git LFS; get the file itself with 'git lfs pull'",
            _ when file.ContainsAnyInRange<byte>(0, 8) => "it is binary",
            _ when found is [var only] && only.AsSpan().IndexOfAny(';', '\t') is var at && at >= 0 =>
                $"its fields are separated by {(only[at] == ';' ? "semicolons" : "tabs")}; save it with commas",
            _ => null,
        };
}
