using System.CommandLine;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>The options by which somebody says that a person lays scenes and judges, who, and where that person is asked.</summary>
internal sealed class AttendantOptions
{
    private readonly Option<string?> _name;
    private readonly Option<int?> _page;
    private readonly Option<string> _expected;

    /// <param name="when">Before what the options do: in which case they are there; empty for always.</param>
    public AttendantOptions(string when)
    {
        _name = new("--operator") { Description = $"{when}Your name, as the ledger is to say who judged.", HelpName = "NAME" };
        _page = Options.NumberOrNone<int>(
            "--page",
            $"{when}Ask on a page at this port of this machine, with the picture of the running episode, and not on the console; "
                + "0 for any port that is free.",
            "PORT",
            least: 0,
            most: 65_535
        );
        _expected = Options.Word(
            "--expected",
            $"{when}Whether the simulator that is built here draws how each scene should look, where a person lays it: "
                + "beside and over the live picture of the page.",
            "drawn",
            "none"
        );
    }

    public IEnumerable<Option> All => [_name, _page, _expected];

    /// <summary>Whether a person attends.</summary>
    public bool Are(ParseResult parse) => parse.GetValue(_name) is not null;

    /// <exception cref="CommandException">There is a page and nobody at it, or the console would say who acts.</exception>
    public void Check(ParseResult parse)
    {
        if (Are(parse) && parse.GetValue<bool>("--verbose"))
            throw new CommandException(ExitCode.Usage, "--verbose: it says who acts; run.log has it all for afterwards");
        if (!Are(parse) && parse.GetValue(_page) is not null)
            throw new CommandException(ExitCode.Usage, "--page: say with --operator who is asked");
    }

    /// <param name="world">Which the workcell describes.</param>
    /// <param name="simulator">What draws how a scene should look.</param>
    /// <param name="folder">The run's, where those pictures are kept.</param>
    /// <returns>Null where nobody attends.</returns>
    /// <exception cref="CommandException">As <see cref="Check"/>, or the page cannot be opened.</exception>
    public async Task<Attendant?> OpenAsync(
        ParseResult parse,
        EnvironmentSpec workcell,
        IEnvironmentSource world,
        Func<IEnvironmentSource> simulator,
        string folder,
        CancellationToken cancellationToken
    )
    {
        Check(parse);
        if (parse.GetValue(_name) is { } name)
        {
            return await Attendant.OpenAsync(
                workcell,
                world,
                parse.GetValue(_expected) == "none" ? null : say => new(simulator(), folder, say),
                name,
                parse.GetValue(_page),
                Invocation.Of(parse),
                cancellationToken
            );
        }
        return world is RigWorld { Emulator: { } emulator } ? Attendant.Of(emulator) : null;
    }
}
