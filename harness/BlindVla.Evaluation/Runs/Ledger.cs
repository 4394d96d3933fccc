using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;
using CsvHelper;

namespace BlindVla.Evaluation;

/// <summary>
/// <c>episodes.csv</c>: one row per trial, on the disk before the next line of code runs. Not thread-safe.
/// </summary>
public sealed class Ledger : IDisposable
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Of the copy of a ledger that had damaged rows.</summary>
    public const string DamagedExtension = ".damaged";

    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n" };

    private readonly string _path;
    private readonly LedgerFormat _format;
    private readonly Func<string, FileStream> _open;
    private readonly OrderedDictionary<TrialKey, TrialRecord> _trials;
    private FileStream _file;

    private Ledger(
        string path,
        LedgerFormat format,
        Func<string, FileStream> open,
        OrderedDictionary<TrialKey, TrialRecord> trials,
        string? repair
    )
    {
        (_path, _format, _open, _trials, Repair) = (path, format, open, trials, repair);
        _file = open(path);
    }

    /// <summary>Every trial written, finished or errored.</summary>
    public IReadOnlyDictionary<TrialKey, TrialRecord> Trials => _trials;

    /// <summary>What was mended when the ledger was opened, for a person; null when it was as this program writes it.</summary>
    public string? Repair { get; }

    /// <summary>
    /// Opens a ledger to append to it; begins it where there is none. A last line torn by a crash and rows that are not as they were
    /// written are taken off; where there were such rows, the file as it was found stays beside it.
    /// </summary>
    /// <param name="measures">Of the environment; each has a column.</param>
    /// <param name="fault">What else is wrong with a trial, in words, so that it must be run again; null for nothing.</param>
    /// <exception cref="RunException">It is not a ledger of this version, or cannot be written.</exception>
    public static Ledger Open(string path, ImmutableArray<MeasureSpec> measures, Func<TrialRecord, string?>? fault = null) =>
        Open(path, measures, static p => new FileStream(p, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0), fault);

    /// <summary>The columns of the ledgers of some runs as values, whatever their versions: one for each measure that one of them has.
    /// <c>row_sha256</c>, which is of a row's text, is not among them.</summary>
    public static ImmutableArray<TypedColumn<TrialRecord>> Columns(IEnumerable<RunRecord> runs) => LedgerFormat.Typed(runs);

    internal static Ledger Open(
        string path,
        ImmutableArray<MeasureSpec> measures,
        Func<string, FileStream> open,
        Func<TrialRecord, string?>? fault = null
    )
    {
        try
        {
            var file = File.Exists(path) ? BoundedFile.ReadBytes(path, MaxBytes) : [];
            var content = LedgerContent.Parse(path, file, measures);
            if (content.Format.Number != LedgerFormat.Version)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{path} is of ledger version {content.Format.Number}, and rows of version {LedgerFormat.Version} "
                        + "do not belong in it; begin a new run with --out"
                );
            }
            var faults = fault is null
                ? []
                : content.Trials.Values.Select(trial => (trial.Key, Why: fault(trial))).Where(trial => trial.Why is not null).ToList();
            faults.ForEach(trial => content.Trials.Remove(trial.Key));
            string[] lost = [.. content.Damages, .. faults.Select(trial => $"{trial.Key}: {trial.Why}")];
            if (lost.Length > 0)
            {
                File.Copy(path, path + DamagedExtension, overwrite: true);
            }
            var whole = Encode(content.Format, content.Trials.Values);
            if (!whole.AsSpan().SequenceEqual(file))
            {
                AtomicFile.Write(path, whole);
            }
            var repair =
                lost.Length > 0
                    ? $"{path}: {Listed(lost)}\nTheir trials will be run again; the file as it was found is "
                        + $"{Path.GetFileName(path)}{DamagedExtension}"
                : content.TornBytes > 0 && content.TornBytes < file.Length
                    ? $"{path}: the last line was torn in mid-write "
                        + $"({content.TornBytes} bytes) and was taken off; its trial will be run again"
                : null;
            return new(path, content.Format, open, content.Trials, repair);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>The rows of a ledger, in file order, without touching it; a torn last line is left out.</summary>
    /// <param name="version">That it must have; null for any.</param>
    /// <param name="measures">That it must have, as the run's environment declares them; null for any.</param>
    /// <param name="isImported">Its trials were carried out by another harness, which need not say all.</param>
    /// <exception cref="RunException">It is missing, not a ledger of this version or an earlier one, or a row is not as it was
    /// written.</exception>
    public static IReadOnlyList<TrialRecord> Read(
        string path,
        int? version = null,
        ImmutableArray<MeasureSpec>? measures = null,
        bool isImported = false
    )
    {
        try
        {
            var content = LedgerContent.Parse(path, BoundedFile.ReadBytes(path, MaxBytes), measures, isImported);
            if (version is not null && version != content.Format.Number)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{path} has the columns of ledger version {content.Format.Number}, {RunFolder.RecordFile} says "
                        + $"{version}; one of them is of another run"
                );
            }
            return content.Damages.IsEmpty
                ? [.. content.Trials.Values]
                : throw new RunException(
                    RunFault.Refused,
                    $"{path}: {Listed(content.Damages)}\nPut the rows back, or run their trials again with --resume"
                );
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
                WriteWhole(Encode([_format.Fields(trial)]));
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

    /// <summary>Appends trials that are known already, all at once: on the disk are none of them or all.</summary>
    /// <exception cref="RunException">One of them is in the ledger already, or the disk refuses; the ledger is then as before.</exception>
    public void AppendAll(IReadOnlyCollection<TrialRecord> trials)
    {
        var added = new HashSet<TrialKey>();
        if (trials.FirstOrDefault(trial => _trials.ContainsKey(trial.Key) || !added.Add(trial.Key)) is { } twice)
        {
            throw new RunException(RunFault.Refused, $"{_path}: {twice.Key} is in the ledger already; nothing is counted twice");
        }
        try
        {
            WriteWhole(Encode([.. trials.Select(_format.Fields)]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(_path, e);
        }
        foreach (var trial in trials)
        {
            _trials.Add(trial.Key, trial);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A whole ledger, as a file.</summary>
    internal static byte[] Encode(LedgerFormat format, IEnumerable<TrialRecord> trials) =>
        Encode([format.Header, .. trials.Select(format.Fields)]);

    private static byte[] Encode(IReadOnlyList<ImmutableArray<string>> rows)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Writing, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var field in row)
                {
                    csv.WriteField(field);
                }
                csv.EndRecord();
            }
        }
        return bytes.ToArray();
    }

    private static string Listed(IReadOnlyCollection<string> damages)
    {
        const int Most = 20;
        return $"{(damages.Count == 1 ? "a row is" : $"{damages.Count} rows are")} not as written:\n  "
            + $"{string.Join("\n  ", damages.Take(Most))}"
            + (damages.Count > Most ? $"\n  and {damages.Count - Most} rows more" : "");
    }

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
        AtomicFile.Write(_path, Encode(_format, [.. _trials.Values.Where(kept => kept.Key != trial.Key), trial]));
        _file.Dispose();
        _file = _open(_path);
    }
}
