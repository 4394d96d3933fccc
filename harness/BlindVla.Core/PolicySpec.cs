using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>What a policy is and needs.</summary>
/// <param name="Kind">e.g. <c>planner</c>, <c>torch</c>.</param>
/// <param name="Checkpoint">What identifies the weights or the recording: a digest, or empty for a policy without any.</param>
/// <param name="Cameras">What it looks at; empty for a blind policy.</param>
/// <param name="Action">What its actions mean. Must equal the environment's declaration part by part, bounds aside.</param>
/// <param name="ControlPeriodSeconds">The period its actions are meant for; null when any will do.</param>
/// <param name="IsPrivileged">It uses object poses. Every table marks it.</param>
/// <param name="IsDeterministic">Same observations, instruction and seed give the same actions, bit for bit.</param>
public sealed record PolicySpec(
    string Kind,
    string Checkpoint,
    ImmutableArray<CameraRequest> Cameras,
    ImmutableArray<ArraySpec> Action,
    double? ControlPeriodSeconds,
    bool IsPrivileged,
    bool IsDeterministic
)
{
    /// <summary>How the checkpoint is used, where that changes actions: element type, device, sampling. Empty where there is nothing to
    /// say.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Class of the processor on which its network computes, see <see cref="ProcessorClass"/>: the last bits of what it says
    /// depend on it. Null where no processor does, and where nobody knows on which, as of a server's.</summary>
    public string? Processor { get; init; }

    /// <summary>What its user should know of its files, each a sentence: what was found and not used, or contradicts what was.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What it takes <see cref="Observation.State"/> for, part by part, bounds aside; empty where it does not look.</summary>
    public ImmutableArray<ArraySpec> State { get; init; } = [];

    /// <summary>Actions of one prediction.</summary>
    public int ChunkLength { get; init; } = 1;

    /// <summary>It acts alike whatever it sees, as a recording does: what it would look at goes into digests, no more.</summary>
    public bool ActsBlind { get; init; }

    /// <summary>Its action is made of the one that keeps the arm still in an environment, whatever that one's parts are.</summary>
    public bool ActsAsTheEnvironment { get; init; }

    /// <summary>As it acts in an environment: one that acts blind goes without what there is none of.</summary>
    public PolicySpec In(EnvironmentSpec environment)
    {
        var acts = ActsAsTheEnvironment ? this with { Action = environment.Action } : this;
        return ActsBlind
            ? acts with
            {
                Cameras = [.. Cameras.Where(camera => environment.Cameras.Any(there => there.Name == camera.Name))],
                IsPrivileged = IsPrivileged && environment.Capabilities.PrivilegedState,
            }
            : acts;
    }

    /// <summary>What the runner must ask the environment for.</summary>
    public ObservationRequest View => new(Cameras, IsPrivileged);
}
