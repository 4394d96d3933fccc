namespace BlindVla.Control;

/// <param name="Key">That of the choice.</param>
/// <param name="Text">What was written with it, without blanks around it; not empty where the choice wants something, empty
/// elsewhere.</param>
public readonly record struct DeskAnswer(char Key, string Text);
