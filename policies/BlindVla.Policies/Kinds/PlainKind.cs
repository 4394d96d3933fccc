using BlindVla.Core;

namespace BlindVla.Policies;

/// <summary>A kind that is its name and nothing else.</summary>
public abstract class PlainKind(string name, Func<IPolicy> create) : IPolicyKind
{
    public Func<IPolicy> Parse(string locator, PolicyKinds kinds) =>
        locator.Length == 0 ? create : throw new LocatorException($"'{name}' takes no locator, found '{locator}'");
}
