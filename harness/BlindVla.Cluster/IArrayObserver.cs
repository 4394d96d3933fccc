using BlindVla.Evaluation;

namespace BlindVla.Cluster;

/// <summary>Is told how an array goes on.</summary>
public interface IArrayObserver
{
    void OnProgress(RunProgress progress);

    /// <param name="tasks">Their indices.</param>
    /// <param name="isAgain">They were submitted before, and ended without all of their trials.</param>
    void OnSubmitted(long job, IReadOnlyCollection<int> tasks, bool isAgain);

    /// <summary>Slurm does not answer; it is asked again.</summary>
    void OnUnreachable(string reason);
}
