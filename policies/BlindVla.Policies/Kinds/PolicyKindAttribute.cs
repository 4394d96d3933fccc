namespace BlindVla.Policies;

/// <summary>
/// Says that a library has a kind of policy, in the file of that kind, so that a new one is one file. Name and syntax are here
/// because this much is read for every command, and no code of the library is run for it: that may load half a gigabyte.
/// </summary>
/// <param name="name">What is typed, e.g. <c>torch</c>.</param>
/// <param name="syntax">The name with its locator, e.g. <c>noisy:SIGMA:SPEC</c>.</param>
/// <param name="kind">An <see cref="IPolicyKind"/> that is made without arguments.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class PolicyKindAttribute(string name, string syntax, Type kind) : Attribute
{
    public string Name => name;

    public string Syntax => syntax;

    public Type Kind => kind;

    internal IPolicyKind Create() => (IPolicyKind)Activator.CreateInstance(kind)!;
}
