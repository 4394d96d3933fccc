namespace BlindVla.Core;

/// <summary>What most tests know of their episodes.</summary>
internal static class TabletopEpisodes
{
    /// <summary>The scene of an episode on a table.</summary>
    public static TabletopScene Tabletop(this EpisodeSpec episode) => (TabletopScene)episode.Scene;
}
