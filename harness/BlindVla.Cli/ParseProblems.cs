using System.CommandLine;
using System.CommandLine.Parsing;
using BlindVla.Core;

namespace BlindVla.Cli;

/// <summary>What is wrong with a command line, with the nearest names for what is not known.</summary>
internal static class ParseProblems
{
    // The library says these without saying what there is.
    private static readonly string[] Replaced = ["Unrecognized command or argument", "Required command was not provided"];

    public static IReadOnlyList<string> Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        // A group without a choice shows its help, and help is never wrong.
        if (parse.Action is null or { ClearsParseErrors: true })
            return [.. Unknown(parse, command)];
        return
        [
            .. Unknown(parse, command),
            .. parse
                .Errors.Select(error => error.Message)
                .Where(message => !Replaced.Any(start => message.StartsWith(start, StringComparison.Ordinal))),
        ];
    }

    private static IEnumerable<string> Unknown(ParseResult parse, Command command)
    {
        var valueOfUnknown = false;
        foreach (var token in parse.UnmatchedTokens.Concat(TakenForArguments(parse)))
        {
            var isOption = token.StartsWith('-');
            if (isOption)
            {
                var options = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
                yield return $"{CommandHelp.PathOf(command)} has no option '{token}'; {NearestNames.Suggest(token, options)}";
            }
            else if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
            {
                yield return $"there is no command '{CommandHelp.PathOf(command)} {token}'; "
                    + $"{NearestNames.Suggest(token, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}";
                // What follows belongs to the command that is not there.
                yield break;
            }
            else if (!valueOfUnknown)
            {
                yield return $"{CommandHelp.PathOf(command)} does not understand '{token}'";
            }
            valueOfUnknown = isOption;
        }
    }

    /// <summary>What was meant as an option, where any text may be an argument: who means such a text puts it behind <c>--</c>.</summary>
    private static IEnumerable<string> TakenForArguments(ParseResult parse) =>
        parse.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? []
            : parse
                .CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(argument => argument.Tokens)
                .Select(token => token.Value)
                .Where(word => word.StartsWith("--", StringComparison.Ordinal));
}
