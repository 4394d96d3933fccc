using BlindVla.DataSets;

namespace BlindVla.Training;

/// <summary>How many episodes there may be with the same object, and on the same table.</summary>
internal sealed class Quotas(int? perObject, int? perTable)
{
    private readonly Dictionary<string, int> _objects = [];
    private readonly Dictionary<string, int> _tables = [];

    public bool HaveRoom(EpisodeSource episode) =>
        !(_objects.GetValueOrDefault(episode.Object) >= perObject) && !(_tables.GetValueOrDefault(episode.Table) >= perTable);

    /// <summary>One more such episode is there.</summary>
    public void Take(EpisodeSource episode)
    {
        _objects[episode.Object] = _objects.GetValueOrDefault(episode.Object) + 1;
        _tables[episode.Table] = _tables.GetValueOrDefault(episode.Table) + 1;
    }
}
