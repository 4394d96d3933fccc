namespace BlindVla.Training;

/// <param name="Name">What the data set is called when it is given: <c>--data NAME=FOLDER</c>.</param>
/// <param name="Kind">What is learned from it.</param>
/// <param name="Share">Of every batch, against the other shares.</param>
public sealed record DataShare(string Name, DataKind Kind, double Share);
