namespace BlindVla.Core;

/// <param name="Name">Of the task, in its world.</param>
/// <param name="InitialStates">How many there are.</param>
public sealed record NamedTask(string Name, int InitialStates);
