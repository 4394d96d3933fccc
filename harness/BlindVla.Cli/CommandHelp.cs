using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BlindVla.Cli;

/// <summary>A command's help: with an "Examples" section at its end, and for a group of commands also where none of them was
/// chosen.</summary>
internal static class CommandHelp
{
    private static readonly Dictionary<Command, string[]> Examples = [];

    public static T WithExamples<T>(this T command, params string[] lines)
        where T : Command
    {
        Examples[command] = lines;
        return command;
    }

    /// <summary>Lines of its "Examples" section.</summary>
    public static IReadOnlyList<string> ExamplesOf(Command command) => Examples.GetValueOrDefault(command, []);

    /// <summary>As it is typed, e.g. <c>blindvla gate plan</c>.</summary>
    public static string PathOf(Command command) =>
        string.Join(' ', Ancestors(command).Reverse().Append(command).Select(c => c is RootCommand ? "blindvla" : c.Name));

    /// <summary>Makes the root's help option show examples, and every group of commands show its help where none of them was
    /// chosen.</summary>
    public static void Enable(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        var action = new HelpWithExamples((HelpAction)help.Action!);
        help.Action = action;
        foreach (var group in root.Subcommands.Append(root).Where(command => command.Action is null && command.Subcommands.Count > 0))
            group.SetAction(parse => action.Invoke(parse));
    }

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (
            var parent = command.Parents.OfType<Command>().FirstOrDefault();
            parent is not null;
            parent = parent.Parents.OfType<Command>().FirstOrDefault()
        )
            yield return parent;
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var command = parseResult.CommandResult.Command;
            // A command within another one does not take the other's arguments, though the usage line would name them.
            foreach (var argument in Ancestors(command).SelectMany(ancestor => ancestor.Arguments))
                argument.Hidden = true;
            var status = help.Invoke(parseResult);
            var lines = ExamplesOf(command);
            if (lines.Count > 0)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var line in lines)
                    output.WriteLine($"  {line}");
            }
            return status;
        }
    }
}
