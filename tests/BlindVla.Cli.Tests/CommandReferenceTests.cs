using System.CommandLine;

namespace BlindVla.Cli.Tests;

/// <summary>The page of every command against the commands.</summary>
public sealed class CommandReferenceTests
{
    private static readonly Installation Checkout = Installation.Find();

    [Test]
    public async Task Page_IsWhatTheCommandsAre()
    {
        var (code, output, error) = await Typed.RunAsync("reference");

        Assert.That(code, Is.Zero, error);
        Assert.That(
            await File.ReadAllTextAsync(Path.Combine(Checkout.Root, CommandReference.Page)),
            Is.EqualTo(output),
            $"{CommandReference.Page} is older than the commands; write it anew: ./blindvla reference > {CommandReference.Page}"
        );
    }

    [Test]
    public async Task Page_IsTheSameOnEveryMachine()
    {
        var (_, output, _) = await Typed.RunAsync("reference");

        Assert.That(output, Does.Contain("one per core").And.Not.Contain(Checkout.Root).And.Not.Contain("one per core. Default"));
        Assert.That(output, Does.Contain("| `--only PATTERN` |").Or.Contain("`--episodes N\\|SCOPE=N,...`"));
    }

    [Test]
    public void EveryCommand_HasAnExample()
    {
        var without =
            from command in All(CommandLine.Root(Checkout, PolicyGrammar.Shipped))
            where command.Action is not null && (command.Arguments.Count > 0 || command.Subcommands.Count == 0)
            where CommandHelp.ExamplesOf(command).Count == 0
            select CommandHelp.PathOf(command);

        Assert.That(without, Is.Empty);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
