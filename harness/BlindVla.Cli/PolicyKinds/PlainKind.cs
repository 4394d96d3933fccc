using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>A kind that is its name and nothing else.</summary>
internal sealed class PlainKind(string name, Func<IPolicy> create) : IPolicyKind
{
    public string Name => name;

    public string Syntax => name;

    public Func<IPolicy> Parse(string locator) =>
        locator.Length == 0 ? create : throw new CommandException(ExitCode.Usage, $"'{name}' takes no locator, found '{locator}'");
}
