namespace BlindVla.Core;

/// <summary>
/// One episode, fully decided before it runs. Two specs with the same id, from the same suite file and seed, are equal in every field,
/// whatever subset, order, shard or number of workers they are run with.
/// </summary>
/// <param name="Id"><c>suite/task/axis/index</c>; never depends on scheduling.</param>
/// <param name="Suite">Name of the suite.</param>
/// <param name="Task">Name of the task.</param>
/// <param name="Group">Perturbation group: <c>id</c>, <c>vision</c>, <c>semantic</c> or <c>execution</c>.</param>
/// <param name="Axis">What is varied, with its group: <c>id</c>, or e.g. <c>vision/table</c>.</param>
/// <param name="Level">Strength of the perturbation where the axis has levels; null otherwise.</param>
/// <param name="Index">Number of the episode within its cell (task x axis x level), from 0.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Split">In or out of distribution.</param>
/// <param name="ControlId">For a perturbed episode: the id of its control, the unperturbed episode with the same draws otherwise; null for
/// a control.</param>
/// <param name="Instruction">What the policy is told.</param>
/// <param name="Scene">The initial world.</param>
/// <param name="MaxSteps">Control steps after which the runner ends the episode.</param>
/// <param name="SuccessRule">Which of the two recorded rates is the suite's score.</param>
/// <param name="PolicySeed">Seed for a stochastic policy's noise in this episode, so that two runs of it can be paired.</param>
public sealed record EpisodeSpec(
    string Id,
    string Suite,
    string Task,
    string Group,
    string Axis,
    double? Level,
    int Index,
    ulong Seed,
    Split Split,
    string? ControlId,
    string Instruction,
    Scene Scene,
    int MaxSteps,
    SuccessRule SuccessRule,
    ulong PolicySeed
)
{
    /// <summary>No episode has more control steps than this.</summary>
    public const int MostSteps = 10_000;

    /// <summary>What the instruction calls the place where the object must go; a policy is told the instruction only.</summary>
    public string TargetName { get; init; } = "";

    /// <summary>What happens where the next action is late; nothing ever is in an environment that waits.</summary>
    public LateRule Late { get; init; }

    /// <summary>What this episode has in common with those that are drawn alike.</summary>
    public Condition Condition => new(Task, Axis, Level, Split);

    /// <summary>What the policy is told in an environment.</summary>
    public EpisodeBrief BriefIn(EnvironmentSpec environment) => new(Id, Instruction, PolicySeed, environment.HoldAction);
}
