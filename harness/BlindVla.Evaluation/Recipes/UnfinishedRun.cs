namespace BlindVla.Evaluation;

/// <summary>A run not all planned trials of which are there.</summary>
/// <param name="Folder">Its name, without where it is.</param>
public sealed record UnfinishedRun(string Folder, RunRecord Record);
