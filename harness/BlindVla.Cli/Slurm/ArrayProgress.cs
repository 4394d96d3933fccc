using BlindVla.Cluster;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Shows how an array goes on, as a run here is shown.</summary>
internal sealed class ArrayProgress(ConsoleProgress progress) : IArrayObserver
{
    public void OnProgress(RunProgress now) => progress.OnPlanned(now);

    public void OnSubmitted(long job, IReadOnlyCollection<int> tasks, bool isAgain) =>
        progress.Line(
            isAgain
                ? $"job {job}: {RunPlan.Of(tasks.Count, "task", "tasks")} again ({string.Join(", ", tasks.Order())}), which ended before "
                    + "all trials were there"
                : $"job {job}: {RunPlan.Of(tasks.Count, "task", "tasks")}"
        );

    public void OnUnreachable(string reason) => progress.Line($"{reason}; asking again");
}
