using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>Something that every server of blindvla.bridge.v1 must do, whatever world is behind it, as far as that can do it.</summary>
/// <param name="Name">e.g. <c>reset-repeats</c>.</param>
/// <param name="Says">The rule, in a sentence.</param>
/// <param name="TryAsync">Tries it; throws <see cref="ConformanceException"/>, or what a request throws, where it is broken.</param>
public sealed record ConformanceRule(string Name, string Says, Func<ConformanceTrial, Task> TryAsync)
{
    /// <summary>Whether there is anything to try where an environment can do no more than it declares.</summary>
    public Func<EnvironmentSpec, bool> AppliesTo { get; init; } = _ => true;

    public override string ToString() => Name;
}
