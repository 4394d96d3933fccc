namespace BlindVla.Policies.Remote;

/// <summary>What a LeRobot server is told to load; it has nothing of its own.</summary>
/// <param name="PolicyType">LeRobot's name of the network, e.g. <c>smolvla</c>.</param>
/// <param name="Path">Where the server finds it.</param>
/// <param name="Actions">The most of one answer.</param>
internal sealed record LeRobotCheckpoint(string PolicyType, string Path, string Device, int Actions);
