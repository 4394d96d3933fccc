using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BlindVla.Cli;

/// <summary>Puts an "Examples" section at the end of a command's help.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<Command, string[]> Examples = [];

    public static T WithExamples<T>(this T command, params string[] lines)
        where T : Command
    {
        Examples[command] = lines;
        return command;
    }

    /// <summary>Makes the root's help option show them.</summary>
    public static void Enable(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var status = help.Invoke(parseResult);
            if (Examples.TryGetValue(parseResult.CommandResult.Command, out var lines))
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
