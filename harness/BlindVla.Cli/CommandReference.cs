using System.CommandLine;
using System.Globalization;
using System.Text;

namespace BlindVla.Cli;

/// <summary>Every command with what it takes, as the page <c>docs/commands.md</c>.</summary>
internal static class CommandReference
{
    /// <summary>From the root of the checkout.</summary>
    public const string Page = "docs/commands.md";

    public static string Markdown(RootCommand root, Installation installation)
    {
        var page = new StringBuilder(
            $"""
            # Commands

            Written by `./blindvla reference > {Page}`; a test fails where it is older than the commands. `--help` of each says the same.

            | command | what |
            |---|---|

            """
        );
        var commands = root.Subcommands.SelectMany(Visible).ToList();
        foreach (var command in commands)
            page.Append(CultureInfo.InvariantCulture, $"| [`{Name(command)}`](#{Anchor(command)}) | {Escape(command.Description)} |\n");
        foreach (var command in commands)
            Append(page, command, installation);
        return page.ToString();
    }

    private static IEnumerable<Command> Visible(Command command) =>
        command.Hidden ? [] : command.Subcommands.SelectMany(Visible).Prepend(command);

    private static string Name(Command command) => CommandHelp.PathOf(command)["blindvla ".Length..];

    // As GitHub makes it of a heading.
    private static string Anchor(Command command) => Name(command).Replace(' ', '-');

    private static void Append(StringBuilder page, Command command, Installation installation)
    {
        var arguments = command.Arguments.Where(argument => !argument.Hidden).ToList();
        var options = command.Options.Where(option => !option.Hidden).ToList();
        string[] words =
        [
            $"./{CommandHelp.PathOf(command)}",
            .. arguments.Select(Usage),
            .. options.Where(option => option.Required).Select(Usage),
            .. options.Where(option => !option.Required).Take(1).Select(_ => "[OPTION ...]"),
        ];
        page.Append(CultureInfo.InvariantCulture, $"\n## {Name(command)}\n\n{Escape(command.Description)}\n\n");
        if (command.Arguments.Count == 0 && command.Subcommands.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"One of {string.Join(", ", command.Subcommands.Select(Link))}.\n");
            return;
        }
        page.Append(CultureInfo.InvariantCulture, $"```text\n{string.Join(' ', words)}\n```\n");
        if (arguments.Count + options.Count > 0)
        {
            page.Append("\n| argument, option | what |\n|---|---|\n");
            foreach (var argument in arguments)
                page.Append(CultureInfo.InvariantCulture, $"| {Code(Usage(argument))} | {Escape(argument.Description)} |\n");
            foreach (var option in options)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Code(Usage(option))} | {Escape(option.Description)}{Default(option, installation)} |\n"
                );
        }
        var examples = CommandHelp.ExamplesOf(command);
        if (examples.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"\n```sh\n{string.Join('\n', examples)}\n```\n");
    }

    private static string Link(Command command) => $"[`{Name(command)}`](#{Anchor(command)})";

    private static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var several = argument.Arity.MaximumNumberOfValues > 1 ? $"{name} ..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{several}]" : several;
    }

    private static string Usage(Option option) => IsFlag(option) ? option.Name : $"{option.Name} {option.HelpName}";

    private static bool IsFlag(Option option) => option.ValueType == typeof(bool);

    /// <summary>What holds where an option is left out; where it depends on the machine its description says how.</summary>
    private static string Default(Option option, Installation installation) =>
        option.HasDefaultValue
        && !IsFlag(option)
        && option.Description?.Contains("default", StringComparison.OrdinalIgnoreCase) != true
        && option.GetDefaultValue() is { } value
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" Default: {(value is string path ? path.Replace($"{installation.Root}/", "", StringComparison.Ordinal) : value)}."
            )
            : "";

    // GitHub reads a bar as the end of a cell within code, too.
    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Escape(string? text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text ?? "")
            escaped.Append(letter is '\\' or '|' or '*' or '<' or '`' ? $"\\{letter}" : letter.ToString());
        return escaped.ToString();
    }
}
