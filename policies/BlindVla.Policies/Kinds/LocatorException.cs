namespace BlindVla.Policies;

/// <summary>
/// What a policy was asked for by is not understood, or what it names is no good. The message is for whoever typed it: what was
/// expected, what was found, what to do.
/// </summary>
public class LocatorException(string message, Exception? inner = null) : Exception(message, inner);
