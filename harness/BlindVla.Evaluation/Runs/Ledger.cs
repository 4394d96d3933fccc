using System.Text;
using BlindVla.Files;
using CsvHelper;

namespace BlindVla.Evaluation;

/// <summary>
/// <c>episodes.csv</c>: one row per trial, on the disk before the next line of code runs. Not thread-safe.
/// </summary>
public sealed class Ledger : IDisposable
{
    private static readonly CsvReaderOptions Reading = new() { Separator = ',', TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw };
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n" };
    private static readonly byte[] Header = Encode(LedgerFormat.WriteHeader);

    private readonly string _path;
    private readonly Func<string, FileStream> _open;
    private readonly OrderedDictionary<TrialKey, TrialRecord> _trials;
    private FileStream _file;

    private Ledger(string path, Func<string, FileStream> open, OrderedDictionary<TrialKey, TrialRecord> trials, string? repair)
    {
        (_path, _open, _trials, Repair) = (path, open, trials, repair);
        _file = open(path);
    }

    /// <summary>Every trial written, finished or errored.</summary>
    public IReadOnlyDictionary<TrialKey, TrialRecord> Trials => _trials;

    /// <summary>What was mended when the ledger was opened; null when it was whole.</summary>
    public string? Repair { get; }

    /// <summary>Opens a ledger to append to it; begins it where there is none. A last line torn by a crash is taken off.</summary>
    /// <exception cref="RunException">It is not a ledger of this version, is damaged, or cannot be written.</exception>
    public static Ledger Open(string path) => Open(path, static p => new FileStream(p, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));

    internal static Ledger Open(string path, Func<string, FileStream> open)
    {
        try
        {
            var content = File.Exists(path) ? File.ReadAllBytes(path) : [];
            var whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
            var trials = Parse(path, content.AsSpan(0, whole), content.AsSpan(whole));
            string? repair = null;
            if (whole < content.Length)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                file.SetLength(whole);
                file.Flush(flushToDisk: true);
                repair = $"{path}: the last line was torn in mid-write ({content.Length - whole} bytes) and was taken off; its trial will be run again";
            }
            var ledger = new Ledger(path, open, trials, repair);
            if (whole == 0)
            {
                ledger.WriteWhole(Header);
            }
            return ledger;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>The rows of a ledger, in file order, without touching it; a torn last line is left out.</summary>
    /// <exception cref="RunException">It is missing, not a ledger of this version, or damaged.</exception>
    public static IReadOnlyList<TrialRecord> Read(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            var whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
            return [.. Parse(path, content.AsSpan(0, whole), content.AsSpan(whole)).Values];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFault.Refused, $"cannot read the ledger {path}: {FileFault.Reason(e)}", e);
        }
    }

    /// <summary>Appends a trial and waits until it is on the disk. Replaces an errored row of the same trial.</summary>
    /// <exception cref="RunException">The trial is in the ledger already, or the disk refuses; the ledger is then as before.</exception>
    public void Append(TrialRecord trial)
    {
        if (_trials.TryGetValue(trial.Key, out var earlier) && earlier.Outcome != Outcome.Errored)
        {
            throw new RunException(RunFault.Refused, $"{_path}: {trial.Key} is in the ledger already; nothing is counted twice");
        }
        try
        {
            if (earlier is null)
            {
                WriteWhole(Encode(csv => LedgerFormat.Write(csv, trial)));
            }
            else
            {
                Replace(trial);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(_path, e);
        }
        // Removed first, so that the order of the rows in memory stays that of the file.
        _trials.Remove(trial.Key);
        _trials.Add(trial.Key, trial);
    }

    public void Dispose() => _file.Dispose();

    private void WriteWhole(byte[] bytes)
    {
        var before = _file.Length;
        try
        {
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Shrinking a file works on a full disk too.
            _file.SetLength(before);
            throw;
        }
    }

    private void Replace(TrialRecord trial)
    {
        AtomicFile.Write(_path, Encode(csv =>
        {
            LedgerFormat.WriteHeader(csv);
            foreach (var kept in _trials.Values.Where(kept => kept.Key != trial.Key))
            {
                LedgerFormat.Write(csv, kept);
            }
            LedgerFormat.Write(csv, trial);
        }));
        _file.Dispose();
        _file = _open(_path);
    }

    private static byte[] Encode(Action<CsvWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Writing, leaveOpen: true))
        {
            write(csv);
        }
        return bytes.ToArray();
    }

    private static OrderedDictionary<TrialKey, TrialRecord> Parse(string path, ReadOnlySpan<byte> lines, ReadOnlySpan<byte> torn)
    {
        var trials = new OrderedDictionary<TrialKey, TrialRecord>();
        var lineOf = new Dictionary<TrialKey, long>();
        if (lines.IsEmpty)
        {
            // A header torn in mid-write; anything else is somebody's file.
            return Header.AsSpan().StartsWith(torn) ? trials : throw Foreign(path, Encoding.UTF8.GetString(torn));
        }
        var firstLine = Encoding.UTF8.GetString(lines[..lines.IndexOf((byte)'\n')]);
        if (!lines.StartsWith(Header))
        {
            throw Foreign(path, firstLine);
        }
        using var csv = CsvReader.Create(new MemoryStream(lines.ToArray()), Reading);
        try
        {
            while (csv.Read())
            {
                if (csv.FieldCount != LedgerFormat.Columns.Count)
                {
                    throw new FormatException($"{csv.FieldCount} fields, expected {LedgerFormat.Columns.Count}");
                }
                var trial = LedgerFormat.Read(csv);
                if (!lineOf.TryAdd(trial.Key, csv.LineNumber))
                {
                    throw new FormatException($"{trial.Key} stands in line {lineOf[trial.Key]} already");
                }
                trials.Add(trial.Key, trial);
            }
        }
        catch (FormatException e)
        {
            throw new RunException(RunFault.Refused, $"{path}, line {csv.LineNumber}: {e.Message}; restore the line or delete it", e);
        }
        return trials;
    }

    private static RunException Foreign(string path, string firstLine)
    {
        var found = firstLine.TrimEnd('\r').Split(',');
        var missing = LedgerFormat.Columns.Except(found).ToList();
        var unknown = found.Except(LedgerFormat.Columns).ToList();
        var difference = (missing, unknown) switch
        {
            ({ Count: 0 }, { Count: 0 }) => "the columns are in another order",
            ({ Count: 0 }, _) => $"unknown columns: {string.Join(", ", unknown)}",
            (_, { Count: 0 }) => $"missing columns: {string.Join(", ", missing)}",
            _ => $"missing columns: {string.Join(", ", missing)}; unknown columns: {string.Join(", ", unknown)}",
        };
        return new(RunFault.Refused, $"{path} is not a ledger of version {LedgerFormat.Version}: {difference}");
    }
}
