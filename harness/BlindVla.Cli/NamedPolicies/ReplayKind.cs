using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

[assembly: BlindVla.Policies.PolicyKind("replay", "replay:RUN[:NAME]", typeof(BlindVla.Cli.ReplayKind))]

namespace BlindVla.Cli;

/// <summary>The recorded actions of a run. It is here because nothing else sees both policies and runs.</summary>
internal sealed class ReplayKind : IPolicyKind
{
    public bool KeepsItsView => true;

    public Func<IPolicy> Parse(string locator, PolicyKinds kinds)
    {
        if (locator.Length == 0)
        {
            throw new LocatorException(
                "replay needs the folder of a run: replay:results/runs/NAME, or replay:FOLDER:POLICY where it has several policies"
            );
        }
        try
        {
            var side = Sides.Located(locator, "replay:RUN:NAME");
            side.Run.RequireOwn("nothing of it can be repeated");
            return () => Create(side.Run, side.Policy);
        }
        catch (Exception e) when (e is CommandException or RunException)
        {
            throw new LocatorException(e.Message, e);
        }
    }

    /// <summary>Repeats what one policy of a run did.</summary>
    /// <param name="looks">Whether what it saw is shown to it again, for its digest.</param>
    /// <exception cref="RunException">The run was imported.</exception>
    public static ReplayPolicy Create(RecordedRun run, PolicyIdentity recorded, bool looks = true)
    {
        run.RequireOwn("nothing of it can be repeated");
        var keys = run.Trials.Where(t => t.Policy == recorded.Name && t.Outcome != Outcome.Errored).Select(t => t.EpisodeId).ToHashSet();
        return new ReplayPolicy(
            run.Path,
            id => keys.Contains(id) ? run.Actions(new(id, recorded.Name)).Requested.ToArray() : null,
            run.Record.Identity.Environment.Actions == Conventions.JointPositionsName
                ? Conventions.JointPositions
                : Conventions.DeltaEndEffectorPose,
            looks ? recorded.Cameras : [],
            looks && recorded.IsPrivileged
        );
    }
}
