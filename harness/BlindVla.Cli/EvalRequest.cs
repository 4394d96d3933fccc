using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>What <c>eval</c> is asked for, understood.</summary>
/// <param name="Plan">All episodes, also those of other parts.</param>
/// <param name="Only">The pattern that they were chosen by; null for all.</param>
/// <param name="Part">Of them; null for all.</param>
/// <param name="Policies">Who acts.</param>
/// <param name="Shown">Pictures that every policy is shown besides its own.</param>
/// <param name="Workers">Episodes at a time.</param>
/// <param name="Folder">Of the run.</param>
/// <param name="Resumes">The run that is there is gone on with.</param>
internal sealed record EvalRequest(
    EpisodePlan Plan,
    string? Only,
    Shard? Part,
    IReadOnlyList<PolicyRequest> Policies,
    IReadOnlyList<CameraRequest> Shown,
    WorkerRange Workers,
    string Folder,
    bool Resumes
)
{
    /// <summary>The run that is there may get more episodes of its cells.</summary>
    public required bool Extends { get; init; }

    public required int MaxAttempts { get; init; }

    public required TimeSpan TrialTimeout { get; init; }

    public required VideoMode Video { get; init; }

    public required CameraRequest Film { get; init; }

    public required bool AsJson { get; init; }

    public required bool Profiles { get; init; }

    /// <summary>Nothing is run; what it would take is said.</summary>
    public required bool IsOnlySaid { get; init; }

    public IEnumerable<string> PolicyNames => Policies.Select(policy => policy.Name);

    /// <summary>The episodes of the part.</summary>
    public EpisodePlan Mine => Part is null ? Plan : Plan.Shard(Part.Index, Part.Count);

    public RunPlan Run(IReadOnlyList<NamedPolicy> policies) =>
        new(Mine, policies, Only, Part, Folder, Resumes, Workers, MaxAttempts, Video, Extends)
        {
            AsJson = AsJson,
            Profiles = Profiles,
            TrialTimeout = TrialTimeout,
            Film = Film,
        };
}
