using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>Shows how a run goes on, until it is disposed.</summary>
internal interface IRunProgress : IEvaluationObserver, IDisposable
{
    /// <summary>Somebody pressed Ctrl+C: nothing new is begun.</summary>
    void OnStopping();
}
