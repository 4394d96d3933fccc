namespace BlindVla.Core;

/// <summary>The object with id <paramref name="Object"/> must lie on the one with id <paramref name="Receptacle"/>.</summary>
public sealed record PutOnGoal(string Object, string Receptacle);
