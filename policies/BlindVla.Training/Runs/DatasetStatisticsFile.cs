using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>The statistics that a data set's actions are normalised by: part of every checkpoint that was trained on it.</summary>
/// <param name="Path">Of the file, in OpenVLA's layout.</param>
/// <param name="Actions">Its only entry.</param>
internal sealed record DatasetStatisticsFile(string Path, ActionStatistics Actions)
{
    /// <exception cref="CheckpointException">There is none, or it is damaged.</exception>
    public static DatasetStatisticsFile Of(string folder) =>
        new(System.IO.Path.Combine(folder, DatasetStatistics.FileName), DatasetStatistics.OfDataSet(folder));
}
