using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli;

/// <summary>The recorded actions of a run.</summary>
internal sealed class ReplayKind : IPolicyKind
{
    public string Name => "replay";

    public string Syntax => "replay:RUN[:NAME]";

    public bool KeepsItsView => true;

    public Func<IPolicy> Parse(string locator)
    {
        if (locator.Length == 0)
        {
            throw new CommandException(
                ExitCode.Usage, "replay needs the folder of a run: replay:results/runs/NAME, or replay:FOLDER:POLICY where it has several policies");
        }
        var arm = Arms.Located(locator, "replay:RUN:NAME");
        return () => Create(arm.Run, arm.Policy);
    }

    /// <summary>Repeats what one policy of a run did.</summary>
    public static ReplayPolicy Create(RecordedRun run, PolicyIdentity recorded)
    {
        var keys = run.Trials.Where(t => t.Policy == recorded.Name && t.Outcome != Outcome.Errored).Select(t => t.EpisodeId).ToHashSet();
        return new ReplayPolicy(
            run.Path,
            id => keys.Contains(id) ? run.Actions(new(id, recorded.Name)).Requested.ToArray() : null,
            recorded.Cameras,
            recorded.IsPrivileged);
    }
}
