using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Finds policies in recorded runs by what people type.</summary>
internal static class Sides
{
    /// <summary>A policy by its name, in the only run of several that has it.</summary>
    /// <exception cref="CommandException">None has it, or several have.</exception>
    public static ComparisonSide Named(IReadOnlyList<RecordedRun> runs, string name)
    {
        var found = runs.SelectMany(run =>
                run.Record.Identity.Policies.Where(policy => policy.Name == name).Select(policy => new ComparisonSide(run, policy))
            )
            .ToList();
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
    /// <c>RUN</c> or <c>RUN:NAME</c>; a run with one policy needs no name. A folder may have colons in its name: the whole text is taken
    /// for a folder where there is one of that name, otherwise what is before its last colon.
    /// </summary>
    /// <param name="form">How a policy of several is named, e.g. <c>--baseline RUN:NAME</c>.</param>
    /// <param name="baselines">A folder of runs that can be named without a path; null for none.</param>
    /// <exception cref="CommandException">There is no such policy.</exception>
    /// <exception cref="RunException">There is no such run, or it cannot be read.</exception>
    public static ComparisonSide Located(string text, string form, string? baselines = null)
    {
        string? Folder(string path) =>
            Directory.Exists(path) ? path
            : baselines is not null && Directory.Exists(Path.Combine(baselines, path)) ? Path.Combine(baselines, path)
            : null;
        var colon = text.LastIndexOf(':');
        var (folder, name) =
            Folder(text) is { } whole ? (whole, null)
            : colon > 0 ? (Folder(text[..colon]) ?? text[..colon], text[(colon + 1)..])
            : (text, null);
        var run = RecordedRun.Open(folder);
        return new(run, Recorded(run, name, form));
    }

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
