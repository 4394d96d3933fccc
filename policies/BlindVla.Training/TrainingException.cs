namespace BlindVla.Training;

/// <summary>Training cannot begin or go on; the message says what was expected, what was found and what to do.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
