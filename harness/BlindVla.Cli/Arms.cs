using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Finds policies in recorded runs by what people type.</summary>
internal static class Arms
{
    /// <summary>A policy by its name, in the only run of several that has it.</summary>
    /// <exception cref="CommandException">None has it, or several have.</exception>
    public static ComparisonArm Named(IReadOnlyList<RecordedRun> runs, string name)
    {
        var found = runs.SelectMany(run => run.Record.Identity.Policies.Where(policy => policy.Name == name).Select(policy => new ComparisonArm(run, policy))).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new CommandException(
                ExitCode.Usage, $"no run has a policy '{name}'; {NearestNames.Suggest(name, runs.SelectMany(run => run.Record.Identity.Policies.Select(policy => policy.Name)).Distinct())}"),
            _ => throw new CommandException(ExitCode.Usage, $"{found.Count} of the runs have a policy '{name}'; compare runs whose policies have names of their own, or use gate with RUN:NAME"),
        };
    }

    /// <summary><c>RUN</c> or <c>RUN:NAME</c>; a run with one policy needs no name. A name of results/baselines is a run, too.</summary>
    /// <exception cref="CommandException">There is no such policy.</exception>
    /// <exception cref="RunException">There is no such run, or it cannot be read.</exception>
    public static ComparisonArm Located(Installation installation, string text)
    {
        var colon = text.LastIndexOf(':');
        var (path, name) = colon > 0 && !Directory.Exists(text) ? (text[..colon], text[(colon + 1)..]) : (text, null);
        var baseline = Path.Combine(installation.Root, "results", "baselines", path);
        var run = RecordedRun.Open(!Directory.Exists(path) && Directory.Exists(baseline) ? baseline : path);
        return new(run, PolicyFactory.RecordedPolicy(run, name));
    }
}
