using System.Collections.Immutable;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Runs that another harness carried out.</summary>
internal static class SomeImports
{
    /// <param name="seed">That it says it was run with; null for none.</param>
    /// <param name="tasks">Of each task its name and how each episode ended; null for an errored one.</param>
    public static ComparisonSide Recorded(string path, string policy, int? seed, params (string Task, bool?[] Outcomes)[] tasks)
    {
        var imported = new ImportIdentity("other", "list", [new("a.json", "00")], ImmutableSortedDictionary<string, string>.Empty);
        var perTask = tasks.Max(task => task.Outcomes.Length);
        var identity = RunIdentity.OfImport("reach", "1.0", policy, null, (ulong?)seed, perTask, imported);
        using (
            var folder = RunFolder.Open(
                path,
                RunRecord.Begin(identity, new(0, 0, 0, "none"), tasks.Sum(task => task.Outcomes.Length), TimeProvider.System),
                resume: false,
                TimeProvider.System
            )
        )
        {
            folder.AddImported([
                .. tasks.SelectMany(task =>
                    task.Outcomes.Select(
                        (succeeded, index) =>
                            TrialRecord.Imported("reach", task.Task, index, (ulong?)seed, policy, succeeded, null, steps: 12, "it broke")
                    )
                ),
            ]);
            folder.Close();
        }
        var run = RecordedRun.Open(path);
        return new(run, run.Record.Identity.Policies[0]);
    }

    /// <summary>So many episodes, of which the first ones succeed.</summary>
    public static bool?[] Outcomes(int successes, int episodes, int errored = 0) =>
        [.. Enumerable.Range(0, episodes).Select(index => (bool?)(index < successes)), .. Enumerable.Repeat<bool?>(null, errored)];
}
