using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary><c>run.json</c>: what was run, with what, and how far it came.</summary>
/// <param name="SchemaVersion"><see cref="CurrentSchemaVersion"/>.</param>
/// <param name="LedgerVersion">Version of the columns of <c>episodes.csv</c>.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Identity">What must be equal for results to belong together.</param>
/// <param name="Settings">How it was run; no result depends on it.</param>
/// <param name="Timings">When, and how long.</param>
/// <param name="Trials">How many.</param>
/// <param name="Gate">That looks at it while it is run, and may end it at any time; null where none does.</param>
/// <param name="GateSha256">Of that gate's rules; null where none looks, and before version 8.</param>
/// <param name="GatePower">With which each of its claims, in its order, was planned to pass where both sides are as good; likewise.</param>
/// <param name="SuiteFileSha256">Of the copy of the suite that the run keeps; null where it keeps none.</param>
/// <param name="RunSha256">Of everything else in the file, so that a fact that was changed in it is noticed.</param>
public sealed record RunRecord(
    int SchemaVersion,
    int LedgerVersion,
    RunStatus Status,
    RunIdentity Identity,
    RunSettings Settings,
    RunTimings Timings,
    TrialCounts Trials,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GateSha256 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<double>? GatePower = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SuiteFileSha256 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunSha256 = null
)
{
    /// <summary>The gate that looked at it on the way says that it needs no more.</summary>
    [JsonIgnore]
    public bool WasEndedByAGate => Status is RunStatus.Decided or RunStatus.Undecided;

    /// <summary>A gate looked at it on the way and might have ended it at any time: how many trials there are depends on how they
    /// ended.</summary>
    [JsonIgnore]
    public bool IsLookedAt => Gate is not null || WasEndedByAGate;

    /// <summary>With which each claim of a gate was planned to pass; null where another gate looked, or nobody wrote it down.</summary>
    internal ImmutableArray<double>? PowerFor(GateRules rules) => GateSha256 == rules.Sha256 ? GatePower : null;

    /// <summary>1 has a success rule in any case: that of the suite's first task. 2 has no digests of itself and of the suite's copy. 3
    /// says nothing of measures. 4 calls partial what a gate decided. 5 names no gate. 6 knows no imported runs. 7 names
    /// a gate, but not its rules. 8 knows no class of the server's processor. 9 knows none of the policies', no arm's rig, and no
    /// actions but deltas. 10 knows no limit of a trial's time. 11 measures no workers. 12 counts no server processes.</summary>
    public const int CurrentSchemaVersion = 13;

    private const int ImportedSince = 7;

    private const int DigestSince = 3;
    private const int SuccessRuleOfEveryTaskSince = 2;

    private const int MaxBytes = 16 << 20;

    /// <summary>A run about to begin.</summary>
    /// <param name="planned">Trials to run: episodes times policies.</param>
    public static RunRecord Begin(RunIdentity identity, RunSettings settings, int planned, TimeProvider time) =>
        new(
            CurrentSchemaVersion,
            LedgerFormat.Version,
            RunStatus.Running,
            identity,
            settings,
            new(time.GetUtcNow(), time.GetUtcNow(), 0),
            new(planned, 0, 0)
        );

    /// <exception cref="RunException">It is missing, unreadable, changed since it was written, or of a newer version.</exception>
    internal static RunRecord Read(string path)
    {
        try
        {
            var file = BoundedFile.ReadBytes(path, MaxBytes);
            RefuseNewer(path, file);
            var record = StrictJson.Parse(file, RunJson.Default.RunRecord);
            RunRecordBounds.Check(record);
            return (record.Contradiction() ?? record.Change()) is { } fault ? throw new FormatException(fault) : record;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw new RunException(RunFault.Refused, $"cannot read {path}: {FileFault.Reason(e)}", e);
        }
    }

    /// <summary>Before the rest is looked at, which may have members that nobody here knows.</summary>
    private static void RefuseNewer(string path, byte[] file)
    {
        var versions = StrictJson.Parse(file, RunJson.Default.RunVersions);
        if (versions.SchemaVersion > CurrentSchemaVersion || versions.LedgerVersion > LedgerFormat.Version)
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} was written by a newer version of blindvla: schema_version {versions.SchemaVersion} with ledger_version "
                    + $"{versions.LedgerVersion}, "
                    + $"this one reads up to {CurrentSchemaVersion} with {LedgerFormat.Version}; use the version that wrote it"
            );
        }
    }

    /// <summary>In what a row of a ledger contradicts the run that it stands in; null in nothing.</summary>
    internal string? Contradiction(TrialRecord trial) =>
        trial.Suite != Identity.Suite.Name ? $"its suite is {trial.Suite}, the run's {Identity.Suite.Name}"
        : trial.Seed != Identity.Seed ? $"its seed is {Said(trial.Seed)}, the run's {Said(Identity.Seed)}"
        : Identity.Policies.All(policy => policy.Name != trial.Policy) ? $"the run has no policy '{trial.Policy}'"
        : trial.Index >= Identity.EpisodesPerCell ? $"its index is {trial.Index}, the run has {Identity.EpisodesPerCell} episodes per cell"
        : SchemaVersion >= SuccessRuleOfEveryTaskSince && Identity.SuccessRule is { } rule && trial.SuccessRule is { } own && own != rule
            ? $"its success rule is {Word(own)}, the run's {Word(rule)}"
        : trial.JudgedBy is not null && !Identity.IsJudged ? $"{trial.JudgedBy} judged it, in a run in which nobody does"
        : trial.JudgedBy is null && Identity.IsJudged && trial.Outcome != Outcome.Errored
            ? "nobody judged it, in a run that a person judges"
        : null;

    /// <summary>Whether a run that is about to begin can go on with this one.</summary>
    internal bool CanBeResumedBy(RunRecord record) => LedgerVersion == record.LedgerVersion;

    internal byte[] Encode() => Serialize(this with { RunSha256 = Digest() });

    /// <summary>In what the record contradicts itself; null in nothing.</summary>
    private string? Contradiction()
    {
        if (Identity.Imported is not null && SchemaVersion < ImportedSince)
        {
            return $"identity.imported is there, yet schema_version is {SchemaVersion}, which knows no imported runs";
        }
        var (planned, counted) = (Trials.Planned, Trials.Finished + Trials.Errored);
        if (counted > planned || (Status == RunStatus.Complete && counted < planned))
        {
            return $"trials.finished and trials.errored are {counted} together, trials.planned is {planned}, "
                + $"and status is {Status.ToString().ToLowerInvariant()}";
        }
        // Before version 3, merging shards that could not be planned counted an absent one as one trial.
        var isExact = Status == RunStatus.Complete || SchemaVersion >= DigestSince;
        return isExact && planned % Identity.TrialsAtATime != 0
            ? $"trials.planned is {planned}, expected a multiple of {Identity.TrialsAtATime} "
                + $"(identity.episodes_per_cell: {Identity.EpisodesPerCell}, identity.policies: {Identity.Policies.Length})"
            : null;
    }

    /// <summary>How the record shows that it was changed after it was written; null where it does not.</summary>
    private string? Change() =>
        RunSha256 is null && SchemaVersion < DigestSince ? null
        : RunSha256 is null ? "run_sha256 is missing; put the run's own file back"
        : RunSha256 != Digest()
            ? "it was changed after it was written: its run_sha256 is not that of its other members; put the run's own file back"
        : null;

    private string Digest() => Convert.ToHexStringLower(SHA256.HashData(Serialize(this with { RunSha256 = null })));

    private static byte[] Serialize(RunRecord record) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(record, RunJson.Default.RunRecord), (byte)'\n'];

    private static string Said(ulong? seed) => seed is { } known ? $"{known}" : "empty";

    private static string Word(SuccessRule rule) => rule == SuccessRule.AtEnd ? "at_end" : "at_any_step";
}
