using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>It is being run, or was killed.</summary>
    Running,

    /// <summary>Every planned trial is in the ledger.</summary>
    Complete,

    /// <summary>It was stopped; <c>--resume</c> finishes it.</summary>
    Partial,
}

/// <summary><c>run.json</c>: what was run, with what, and how far it came.</summary>
/// <param name="SchemaVersion"><see cref="CurrentSchemaVersion"/>.</param>
/// <param name="LedgerVersion">Version of the columns of <c>episodes.csv</c>.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Identity">What must be equal for results to belong together.</param>
/// <param name="Settings">How it was run; no result depends on it.</param>
/// <param name="Timings">When, and how long.</param>
/// <param name="Trials">How many.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SuiteFileSha256 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunSha256 = null)
{
    /// <summary>1 has a success rule in any case: that of the suite's first task. 2 has no digests of itself and of the suite's copy. 3 says nothing of measures.</summary>
    public const int CurrentSchemaVersion = 4;

    private const int DigestSince = 3;
    private const int SuccessRuleOfEveryTaskSince = 2;

    private const int MaxBytes = 16 << 20;

    /// <summary>A run about to begin.</summary>
    /// <param name="planned">Trials to run: episodes times policies.</param>
    public static RunRecord Begin(RunIdentity identity, RunSettings settings, int planned, TimeProvider time) => new(
        CurrentSchemaVersion,
        LedgerFormat.Version,
        RunStatus.Running,
        identity,
        settings,
        new(time.GetUtcNow(), time.GetUtcNow(), 0),
        new(planned, 0, 0));

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
                $"{path} was written by a newer version of blindvla: schema_version {versions.SchemaVersion} with ledger_version {versions.LedgerVersion}, "
                + $"this one reads up to {CurrentSchemaVersion} with {LedgerFormat.Version}; use the version that wrote it");
        }
    }

    /// <summary>In what a row of a ledger contradicts the run that it stands in; null in nothing.</summary>
    internal string? Contradiction(TrialRecord trial) =>
        trial.Suite != Identity.Suite.Name ? $"its suite is {trial.Suite}, the run's {Identity.Suite.Name}"
        : trial.Seed != Identity.Seed ? $"its seed is {trial.Seed}, the run's {Identity.Seed}"
        : Identity.Policies.All(policy => policy.Name != trial.Policy) ? $"the run has no policy '{trial.Policy}'"
        : trial.Index >= Identity.EpisodesPerCell ? $"its index is {trial.Index}, the run has {Identity.EpisodesPerCell} episodes per cell"
        : SchemaVersion >= SuccessRuleOfEveryTaskSince && Identity.SuccessRule is { } rule && trial.SuccessRule is { } own && own != rule
            ? $"its success rule is {Word(own)}, the run's {Word(rule)}"
        : null;

    internal byte[] Encode() => Serialize(this with { RunSha256 = Digest() });

    /// <summary>In what the record contradicts itself; null in nothing.</summary>
    private string? Contradiction()
    {
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

    private static string Word(SuccessRule rule) => rule == SuccessRule.AtEnd ? "at_end" : "at_any_step";
}

/// <summary>What a file says of its version, whatever else is in it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunVersions(int SchemaVersion, int LedgerVersion);

/// <summary>Results belong together only if all of this is equal.</summary>
/// <param name="Suite">What was run.</param>
/// <param name="Harness">What ran it.</param>
/// <param name="Environment">The world it ran in.</param>
/// <param name="Policies">What acted, in the order given.</param>
/// <param name="SuccessRule">Which of the two recorded rates is the score; null where the suite's tasks differ in it, so that only each trial says.</param>
/// <param name="Seed">Of every episode; in the file a string where a double could not hold it.</param>
/// <param name="EpisodesPerCell">Episodes of each task x axis x level.</param>
/// <param name="Only">Pattern over episode ids; null for all.</param>
/// <param name="Shard">Which part of the episodes; null for all.</param>
public sealed record RunIdentity(
    SuiteIdentity Suite,
    HarnessIdentity Harness,
    EnvironmentIdentity Environment,
    ImmutableArray<PolicyIdentity> Policies,
    SuccessRule? SuccessRule,
    [property: JsonConverter(typeof(ExactUInt64Converter))] ulong Seed,
    int EpisodesPerCell,
    string? Only,
    Shard? Shard)
{
    /// <summary>The number of all trials is a multiple of this: a cell under every policy, or an episode where cells need not be whole.</summary>
    internal long TrialsAtATime => (long)Policies.Length * (Only is null && Shard is null ? EpisodesPerCell : 1);
}

/// <param name="Name">e.g. <c>put-on-plate</c>.</param>
/// <param name="Version">As the suite file says.</param>
/// <param name="Sha256">Over everything that decides an episode, the catalogue entries that are used included.</param>
/// <param name="CatalogueSha256">Over the whole catalogue that it was read with; null in runs that were made before it was recorded.</param>
public sealed record SuiteIdentity(
    string Name,
    string Version,
    string Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CatalogueSha256 = null);

/// <param name="Version">Of this program.</param>
/// <param name="GitRevision">Where it was built from; null when not known.</param>
public sealed record HarnessIdentity(string Version, string? GitRevision);

/// <summary>As <see cref="EnvironmentSpec"/> says.</summary>
public sealed record EnvironmentIdentity(
    string Name,
    string Version,
    string PhysicsVersion,
    string Renderer,
    string AssetsSha256,
    double ControlPeriodSeconds,
    double PhysicsPeriodSeconds)
{
    /// <summary>Each has a column in the ledger. Null in runs that were made before environments declared any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<MeasureSpec>? Measures { get; init; }

    public static EnvironmentIdentity Of(EnvironmentSpec spec) => new(
        spec.Name, spec.Version, spec.PhysicsVersion, spec.Renderer, spec.AssetsSha256, spec.ControlPeriodSeconds, spec.PhysicsPeriodSeconds)
    {
        Measures = spec.Measures,
    };
}

/// <summary>As <see cref="PolicySpec"/> says, under the name the run gave it. The first runs recorded neither chunk length nor settings.</summary>
public sealed record PolicyIdentity(
    string Name,
    string Kind,
    string Checkpoint,
    ImmutableArray<CameraRequest> Cameras,
    double? ControlPeriodSeconds,
    bool IsPrivileged,
    bool IsDeterministic,
    int ChunkLength = 1,
    string Settings = "")
{
    public static PolicyIdentity Of(NamedPolicy policy)
    {
        var spec = policy.Policy.Spec;
        return new(policy.Name, spec.Kind, spec.Checkpoint, spec.Cameras, spec.ControlPeriodSeconds, spec.IsPrivileged, spec.IsDeterministic, spec.ChunkLength,
            spec.Settings);
    }
}

/// <param name="Workers">Episodes at a time.</param>
/// <param name="MaxAttempts">Times a trial is begun before it is given up.</param>
/// <param name="CallTimeoutSeconds">The environment must answer a reset or step within this.</param>
/// <param name="Video"><c>all</c>, <c>failures</c> or <c>none</c>.</param>
public sealed record RunSettings(int Workers, int MaxAttempts, double CallTimeoutSeconds, string Video);

/// <param name="StartedAt">First begun.</param>
/// <param name="UpdatedAt">This file was last written.</param>
/// <param name="WallSeconds">Spent running, over all resumptions.</param>
public sealed record RunTimings(DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, double WallSeconds);

/// <param name="Planned">Episodes times policies.</param>
/// <param name="Finished">Ended in success or failure.</param>
/// <param name="Errored">Could not be carried out.</param>
public sealed record TrialCounts(int Planned, int Finished, int Errored);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SnakeCaseEnumConverter<RunStatus>), typeof(SnakeCaseEnumConverter<MeasureFold>), typeof(SnakeCaseEnumConverter<SuccessRule>)])]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunVersions))]
internal sealed partial class RunJson : JsonSerializerContext;

internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Many readers of JSON hold every number as a double, which is exact to 2^53 only; greater numbers are written as text.</summary>
internal sealed class ExactUInt64Converter : JsonConverter<ulong>
{
    private const ulong LargestExact = 1UL << 53;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? ulong.TryParse(reader.GetString(), out var value) ? value : throw new JsonException("expected an unsigned 64-bit number")
            : reader.GetUInt64();

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
    {
        if (value > LargestExact)
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
