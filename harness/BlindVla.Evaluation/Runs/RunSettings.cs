using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <param name="Workers">Episodes at a time; where they were measured, at the end.</param>
/// <param name="MaxAttempts">Times a trial is begun before it is given up.</param>
/// <param name="CallTimeoutSeconds">The environment must answer a reset or step within this.</param>
/// <param name="Video"><c>all</c>, <c>failures</c> or <c>none</c>.</param>
/// <param name="TrialTimeoutSeconds">An attempt at a trial must be over within this; null for any time, and before version 11.</param>
/// <param name="WorkerRates">What was measured on the way of how many workers are faster, in this order; null where their number was given,
/// where the run was too short, and before version 12.</param>
/// <param name="Servers">Server processes that were started; null where the server was somebody else's, and before version 13.</param>
public sealed record RunSettings(
    int Workers,
    int MaxAttempts,
    double CallTimeoutSeconds,
    string Video,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TrialTimeoutSeconds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<WorkerRate>? WorkerRates = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Servers = null
);
