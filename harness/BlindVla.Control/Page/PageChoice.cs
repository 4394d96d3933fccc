namespace BlindVla.Control;

/// <summary>A <see cref="DeskChoice"/> on the page.</summary>
internal sealed record PageChoice(string Key, string Label, string? Wants);
