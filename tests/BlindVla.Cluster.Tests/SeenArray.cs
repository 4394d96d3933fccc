using BlindVla.Evaluation;

namespace BlindVla.Cluster.Tests;

/// <summary>Keeps what it is told.</summary>
internal sealed class SeenArray : IArrayObserver
{
    public RunProgress? Last { get; private set; }

    public List<string> Lines { get; } = [];

    public void OnProgress(RunProgress progress) => Last = progress;

    public void OnSubmitted(long job, IReadOnlyCollection<int> tasks, bool isAgain) =>
        Lines.Add($"{job}{(isAgain ? " again" : "")}: {string.Join(' ', tasks.Order())}");

    public void OnUnreachable(string reason) => Lines.Add(reason);
}
