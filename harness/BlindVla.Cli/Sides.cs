using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Cli;

/// <summary>Finds policies in recorded runs by what people type.</summary>
internal static class Sides
{
    /// <summary>Behind a recipe's name: all its checkpoints, which were trained with different seeds.</summary>
    private const string EverySeed = "-*";

    /// <summary>A policy by its name, or a recipe by <c>NAME-*</c>, in the only run of several that has it.</summary>
    /// <exception cref="CommandException">None has it, or several have.</exception>
    public static ComparisonSide Named(IReadOnlyList<RecordedRun> runs, string name)
    {
        var found = runs.Select(run => Find(run, name)).OfType<ComparisonSide>().ToList();
        var names = runs.SelectMany(run => run.Record.Identity.Policies.Select(policy => policy.Name)).Distinct();
        return found switch
        {
            [var only] => only,
            [] => throw new CommandException(ExitCode.Usage, $"no run has a policy '{name}'; {NearestNames.Suggest(name, names)}"),
            _ => throw new CommandException(
                ExitCode.Usage,
                $"{found.Count} of the runs have a policy '{name}'; compare runs whose "
                    + "policies have names of their own, or use gate with RUN:NAME"
            ),
        };
    }

    /// <summary>
    /// <c>RUN</c>, <c>RUN:NAME</c> or <c>RUN:RECIPE-*</c>; a run with one policy needs no name. A folder may have colons in its name: the
    /// whole text is taken for a folder where there is one of that name, otherwise what is before its last colon.
    /// </summary>
    /// <param name="form">How a policy of several is named, e.g. <c>--baseline RUN:NAME</c>.</param>
    /// <param name="baselines">A folder of runs that can be named without a path; null for none.</param>
    /// <exception cref="CommandException">There is no such policy.</exception>
    /// <exception cref="RunException">There is no such run, or it cannot be read.</exception>
    public static ComparisonSide Located(string text, string form, string? baselines = null)
    {
        var (folder, name) = Parts(text, baselines);
        var run = RecordedRun.Open(folder);
        return name is not null && name.EndsWith(EverySeed, StringComparison.Ordinal) && Find(run, name) is { } recipe
            ? recipe
            : new(run, Recorded(run, name, form));
    }

    /// <summary>Whether a text says a recorded run, with or without a policy of it.</summary>
    public static bool IsRun(string text, string? baselines) =>
        File.Exists(Path.Combine(Parts(text, baselines).Folder, RunFolder.RecordFile));

    private static (string Folder, string? Name) Parts(string text, string? baselines)
    {
        string? Folder(string path) =>
            Directory.Exists(path) ? path
            : baselines is not null && Directory.Exists(Path.Combine(baselines, path)) ? Path.Combine(baselines, path)
            : null;
        var colon = text.LastIndexOf(':');
        return Folder(text) is { } whole ? (whole, null)
            : colon > 0 ? (Folder(text[..colon]) ?? text[..colon], text[(colon + 1)..])
            : (text, null);
    }

    /// <summary>What a gate says of two recorded sides.</summary>
    public static GateResult Judge(Installation installation, GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        GateResult Of(GateRules gate) => ReleaseGate.Judge(gate, baseline, candidate, Meant(installation, gate, baseline, candidate));
        var result = Of(rules);
        if (result.Verdict != Verdict.NotComparable)
            return result;
        var conditions = new ConditionSet(baseline.Run.Trials.Concat(candidate.Run.Trials).Select(trial => trial.Condition));
        var possible = rules with { Protected = [.. rules.Protected.Where(claim => conditions.Problem(claim.Scope) is null)] };
        // Where it is comparable without the claims that have no episode, these are all that is in the way.
        if (possible.Protected.Length == rules.Protected.Length || Of(possible).Verdict == Verdict.NotComparable)
            return result;
        var others = ShippedFile
            .Names(GateCommand.Folder(installation))
            .Order(StringComparer.Ordinal)
            .Where(name => name != rules.Name)
            .Select(name => GateCommand.Load(installation, name))
            .Where(gate => gate.Suite == rules.Suite && Of(gate).Verdict != Verdict.NotComparable)
            .Select(gate => gate.Name)
            .ToList();
        return result with
        {
            Reasons = result.Reasons.Add(
                "a gate without such claims can be asked: "
                    + (others.Count > 0 ? string.Join(" or ", others) : "a file of your own, which leaves them out")
            ),
        };
    }

    /// <summary>What a gate of two sides is about: its cells of their suite, or those of the pattern that both were run with.</summary>
    private static MeantCells Meant(Installation installation, GateRules rules, ComparisonSide baseline, ComparisonSide candidate)
    {
        var (identity, other) = (candidate.Run.Record.Identity, baseline.Run.Record.Identity);
        if (identity.Imported is not null)
            return MeantCells.OfTrials(baseline, candidate);
        try
        {
            var suite = Suites.Of(installation, candidate.Run);
            var all = Suites.Plan(suite, rules, identity.Seed ?? 0, 1).Conditions;
            return identity.Only is { } only && only == other.Only && only != rules.Only
                ? MeantCells.Of(all, Suites.Plan(suite, identity).Conditions, only)
                : MeantCells.Of(all);
        }
        catch (Exception e) when (e is CommandException or InputException)
        {
            return MeantCells.OfTrials(baseline, candidate);
        }
    }

    private static ComparisonSide? Find(RecordedRun run, string name) =>
        run.Record.Identity.Policies.FirstOrDefault(policy => policy.Name == name) is { } policy ? new(run, policy)
        : name.EndsWith(EverySeed, StringComparison.Ordinal) ? ComparisonSide.OfRecipe(run, name[..^EverySeed.Length])
        : null;

    /// <summary>A policy of a run.</summary>
    /// <param name="name">Null where the run has one policy only.</param>
    /// <param name="form">How one of several is named, e.g. <c>--policy NAME</c>.</param>
    /// <exception cref="CommandException">There is no such policy.</exception>
    public static PolicyIdentity Recorded(RecordedRun run, string? name, string form)
    {
        var policies = run.Record.Identity.Policies;
        if (name is null)
        {
            return policies is [var only]
                ? only
                : throw new CommandException(
                    ExitCode.Usage,
                    $"{run.Path} has {policies.Length} policies: {NearestNames.List([.. policies.Select(p => p.Name)])}; "
                        + $"say which with {form}"
                );
        }
        return policies.FirstOrDefault(p => p.Name == name)
            ?? throw new CommandException(
                ExitCode.Usage,
                $"{run.Path} has no policy '{name}'; {NearestNames.Suggest(name, policies.Select(p => p.Name))}"
            );
    }
}
