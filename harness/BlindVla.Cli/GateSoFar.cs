using System.Runtime.CompilerServices;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>
/// What a gate says until now of a run that <c>gate --run</c> runs. Of no other run: only such a gate is made to be looked at before the
/// end.
/// </summary>
/// <param name="own">Gates that are not of this checkout.</param>
internal sealed class GateSoFar(Installation installation, IReadOnlyCollection<GateRules> own)
{
    // A run that was read is not read again until it has grown.
    private readonly ConditionalWeakTable<RecordedRun, string> _said = [];

    /// <summary>In a sentence without an end; null of a run that no gate looks at.</summary>
    public string? Of(RecordedRun run) => run.Record.Gate is { } gate ? _said.GetValue(run, _ => $"gate {gate}: {Say(run, gate)}") : null;

    private string Say(RecordedRun run, string gate)
    {
        LookedTrials looked;
        try
        {
            if (Find(run.Record, gate) is not { } rules)
                return "its rules are not those of a gate of this name here; give its file with --gate";
            var identity = run.Record.Identity;
            var episodes = Suites.Plan(Suites.Of(installation, run), identity).Episodes;
            var (baseline, candidate) = (identity.Policies[0].Name, identity.Policies[1].Name);
            looked = new GateRounds(rules, episodes, baseline, candidate, run.Record.GatePower).Look(run.Trials);
        }
        catch (Exception e) when (e is CommandException or InputException)
        {
            return e.Message;
        }
        var scenes = looked.Trials.Select(trial => trial.EpisodeId).Distinct().Count();
        var after = $"after {RunPlan.Of(scenes, "episode", "episodes")} that it has looked at";
        return looked.Verdict switch
        {
            Verdict.Pass => $"PASS {after}",
            Verdict.Regression => $"REGRESSION {after}",
            _ => looked.IsOver ? $"INCONCLUSIVE {after}, which are all" : $"open {after}",
        };
    }

    private GateRules? Find(RunRecord run, string gate)
    {
        if (own.FirstOrDefault(rules => rules.Sha256 == run.GateSha256) is { } given)
            return given;
        var folder = GateCommand.Folder(installation);
        return
            ShippedFile.Names(folder).Contains(gate) && GateCommand.Load(installation, gate) is var rules && rules.Sha256 == run.GateSha256
            ? rules
            : null;
    }
}
