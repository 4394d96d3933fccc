using System.Text.Json.Serialization;

namespace BlindVla.Evaluation;

/// <summary>A run not all planned trials of which are there.</summary>
/// <param name="Folder">Its name, without where it is.</param>
public sealed record UnfinishedRun(string Folder, [property: JsonIgnore] RunRecord Record)
{
    public RunStatus Status => Record.Status;

    /// <summary>How many were planned, and are there.</summary>
    public TrialCounts Trials => Record.Trials;
}
