namespace BlindVla.DataSets;

/// <summary>What an episode of a data set was made of.</summary>
/// <param name="Id">Its name where it came from.</param>
/// <param name="Index">Its number among all that were tried, from 0; it grows from episode to episode.</param>
/// <param name="Object">Asset name of what is to be moved.</param>
/// <param name="Receptacle">Asset name of where it goes.</param>
/// <param name="Table">Asset name of the table.</param>
public sealed record EpisodeSource(string Id, int Index, string Object, string Receptacle, string Table)
{
    /// <summary>There in data sets with <see cref="DataSetFormat.HasRollouts"/>, and null in others.</summary>
    public Rollout? Rollout { get; init; }
}
