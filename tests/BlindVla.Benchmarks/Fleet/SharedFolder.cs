namespace BlindVla.Benchmarks;

/// <summary>What a shared file system does in a second, for everybody together.</summary>
/// <param name="MetadataCalls">Creates, renames, look-ups.</param>
/// <param name="SyncedWrites">Small writes that are on the disk when they return.</param>
/// <param name="ReadGigabytes">Of large files.</param>
internal sealed record SharedFolder(string Name, double MetadataCalls, double SyncedWrites, double ReadGigabytes);
