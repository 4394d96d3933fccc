namespace BlindVla.Policies.Remote;

/// <summary>A key under which some of the values of a state or an action stand.</summary>
public sealed record WireKey(string Name, int Length);
