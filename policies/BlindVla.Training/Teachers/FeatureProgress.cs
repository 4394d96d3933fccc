namespace BlindVla.Training;

/// <summary>How far a teacher has looked at a data set.</summary>
/// <param name="Teacher">Its name.</param>
/// <param name="Data">What the data set is called.</param>
/// <param name="Done">Frames.</param>
/// <param name="All">Frames.</param>
public sealed record FeatureProgress(string Teacher, string Data, int Done, int All);
