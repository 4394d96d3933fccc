using System.Diagnostics;
using System.Diagnostics.Metrics;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>What runs say of themselves to whoever listens to .NET's meters and activities. Where nobody does, nothing is computed,
/// allocated or kept.</summary>
public static class EvaluationTelemetry
{
    /// <summary>Of the meter and of the source of traces.</summary>
    public const string Name = "BlindVla.Evaluation";

    /// <summary>Tag of physics and rendering, as the environment says: the rest of a part is the way there and back.</summary>
    internal const string ServerSeconds = "blindvla.server_seconds";

    private static readonly ActivitySource Traces = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Trials = Meter.CreateCounter<long>("blindvla.trials", "{trial}", "Trials written, by outcome.");

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "blindvla.control_steps",
        "{step}",
        "Control steps of the trials written."
    );

    private static readonly Counter<double> StageTime = Meter.CreateCounter<double>(
        "blindvla.stage.time",
        "s",
        "Wall-clock time of the trials written, by where it went: simulator, policy, harness."
    );

    private static readonly Histogram<double> TrialDuration = Meter.CreateHistogram<double>(
        "blindvla.trial.duration",
        "s",
        "Wall-clock time of a trial from its reset to its last time step.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600] }
    );

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "blindvla.faults",
        "{fault}",
        "Attempts that broke off or could not begin, by kind."
    );

    private static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>(
        "blindvla.trials.waiting",
        "{trial}",
        "Trials that were asked for and have not begun."
    );

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>(
        "blindvla.trials.running",
        "{trial}",
        "Trials in the hands of a worker."
    );

    /// <summary>Trials come to wait, or no longer do (negative).</summary>
    internal static void Wait(int trials) => Waiting.Add(trials);

    /// <summary>A worker takes a trial (1) or is done with it (-1).</summary>
    internal static void Run(int trials) => Running.Add(trials);

    internal static void Fault(string kind) => Faults.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal static void Written(TrialRecord trial)
    {
        var policy = new KeyValuePair<string, object?>("policy", trial.Policy);
        Trials.Add(1, policy, new("outcome", Word(trial.Outcome)));
        if (trial is not { Steps: { } steps, WallSeconds: { } wall, SimSeconds: { } simulator, PolicySeconds: { } thinking })
        {
            return;
        }
        Steps.Add(steps, policy);
        TrialDuration.Record(wall, policy);
        StageTime.Add(simulator, policy, new("stage", "simulator"));
        StageTime.Add(thinking, policy, new("stage", "policy"));
        // Both clocks are read apart from each other.
        StageTime.Add(Math.Max(0, wall - simulator - thinking), policy, new("stage", "harness"));
    }

    /// <summary>The trace of an attempt at a trial; null where nobody wants it.</summary>
    internal static Activity? Attempt(EpisodeSpec episode, string policy, int attempt) =>
        // No tag is made where nobody listens.
        Traces
            .StartActivity("trial")
            ?.SetTag("blindvla.episode", episode.Id)
            .SetTag("blindvla.policy", policy)
            .SetTag("blindvla.attempt", attempt);

    /// <summary>Says in a trace how the attempt ended.</summary>
    internal static void End(Activity? trace, TrialRecord trial) => trace?.SetTag("blindvla.outcome", Word(trial.Outcome));

    /// <summary>A part of it: <c>reset</c>, <c>step</c> or <c>inference</c>; null where nobody wants it.</summary>
    internal static Activity? Part(string name) => Traces.StartActivity(name);

    private static string Word(Outcome outcome) =>
        outcome switch
        {
            Outcome.Success => "success",
            Outcome.Failure => "failure",
            _ => "errored",
        };
}
