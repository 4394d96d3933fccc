using System.Text.Json.Serialization;

namespace BlindVla.DataSets;

/// <summary><c>meta/info.json</c> of LeRobot v3.</summary>
internal sealed record InfoJson(
    string CodebaseVersion,
    string? RobotType,
    int TotalEpisodes,
    int TotalFrames,
    int TotalTasks,
    int ChunksSize,
    int DataFilesSizeInMb,
    int VideoFilesSizeInMb,
    int Fps,
    Dictionary<string, string> Splits,
    string DataPath,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? VideoPath,
    Dictionary<string, FeatureJson> Features
)
{
    public const string Version = "v3.0";
}
