using System.CommandLine;
using System.Runtime.CompilerServices;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary><c>blindvla policy describe</c>: what a checkpoint or a policy server is.</summary>
internal static class PolicyCommand
{
    private const string Kind = "torch:";
    private const string Placeholder = "<instruction>";

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var policy = new Argument<string>("POLICY")
        {
            Description =
                "A checkpoint in OpenVLA's layout, DIR[?adapter=DIR&unnorm_key=KEY]; or a policy server with its settings: "
                + $"{grammar.ServerSyntax}.",
        };
        var json = new Option<bool>("--json") { Description = "Of a policy server: as one JSON object." };
        var describe = new Command(
            "describe",
            "Of a checkpoint: architecture, parameters, element types, statistics, tokens and memory. Of a policy server: what it says of "
                + "itself, whether that fits the mapping, how fast it answers 1, 4 and 16 sessions; exit code 0 it fits, 1 it does not, or "
                + "its answers cannot be used, 4 it cannot be reached or speaks another protocol."
        )
        {
            policy,
            json,
        }.WithExamples(
            "./blindvla policy describe checkpoints/openvla-7b",
            "./blindvla policy describe openpi:ws://127.0.0.1:8000",
            "./blindvla policy describe 'vla-eval:ws://127.0.0.1:8000?mapping=my/arm.yaml' --json"
        );
        describe.SetAction(
            async (parse, cancellationToken) =>
            {
                var (text, console) = (parse.GetValue(policy)!, Invocation.Of(parse));
                if (grammar.Server("POLICY", text) is { } inspect)
                {
                    console.Progress.WriteLine($"asking {text}; for its first answer a server may compile its model");
                    var seen = await inspect(TimeProvider.System, cancellationToken);
                    console.Results.Write(parse.GetValue(json) ? $"{seen.ToJson()}\n" : ServerDescription.Plain(seen));
                    return seen.Fits ? ExitCode.Success : ExitCode.Negative;
                }
                if (parse.GetValue(json))
                    throw new CommandException(ExitCode.Usage, $"--json: of a policy server ({grammar.ServerSyntax}), {text} is none");
                if (grammar.IsKind(text) && !text.StartsWith(Kind, StringComparison.Ordinal) && !Directory.Exists(text))
                    throw new CommandException(
                        ExitCode.Usage,
                        $"POLICY {text}: this policy is neither a checkpoint nor a server's, and there is nothing to describe; the "
                            + "policies that there are: ./blindvla eval --help"
                    );
                Describe(console.Results, text);
                return ExitCode.Success;
            }
        );
        return new Command("policy", "What policies are.") { describe, PolicyCheckCommand.Create(installation, grammar) }.WithExamples(
            "./blindvla policy describe checkpoints/openvla-7b",
            "./blindvla policy describe openpi:ws://127.0.0.1:8000",
            "./blindvla policy check openpi:ws://127.0.0.1:8000"
        );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Describe(TextWriter output, string folder)
    {
        var settings = TorchSettings.Parse(folder.StartsWith(Kind, StringComparison.Ordinal) ? folder[Kind.Length..] : folder);
        var description = CheckpointDescription.Of(settings.Folder, settings.Adapter, settings.UnnormKey);
        var (config, language) = (description.Config, description.Config.Language);
        foreach (var tower in config.Towers)
            output.WriteLine(
                $"vision       {tower.Id}: {tower.Depth} blocks (the last unused), {tower.Width} channels, {tower.Heads} heads, "
                    + $"{tower.ImageSize} px in patches of {tower.PatchSize}"
            );
        output.WriteLine($"projector    {config.VisionWidth} to {language.Width} channels in {(config.FusedProjector ? 3 : 2)} layers");
        output.WriteLine(
            $"language     LLaMA: {language.Layers} blocks, {language.Width} channels, {language.Heads} heads over "
                + $"{language.KeyValueHeads} of keys and values, vocabulary {language.VocabularySize}"
        );
        output.WriteLine($"parameters   {description.Parameters:N0}");
        output.WriteLine(
            $"tensors      {string.Join(", ", description.Types.Select(type => $"{type.Value} {type.Key}"))}, {Size(description.FileBytes)}"
        );
        output.WriteLine(
            $"tokens       {description.Tokens} in the tokenizer; actions are {description.FirstActionToken} to "
                + $"{description.LastActionToken}"
        );
        output.WriteLine($"prompt       {ActionPrompt.Of(Placeholder, config.Prompt).ReplaceLineEndings("\\n")}");
        output.WriteLine($"             {Placeholder} is a placeholder: what the policy is told, in lower case; \\n is a line feed");
        foreach (var source in description.Statistics.GroupBy(statistics => statistics.Source))
            output.WriteLine($"statistics   {string.Join(", ", source.Select(statistics => statistics.Key))} of {source.Key}");
        output.WriteLine(
            description.Chosen is { } chosen
                ? $"used         {chosen.Key} of {chosen.Source}: {string.Join("  ", Ranges(chosen.Values))}"
                : "used         none before one is chosen: DIR?unnorm_key=KEY"
        );
        var length = config.Towers[0].Patches + 64;
        output.WriteLine(
            $"memory       weights {Size(description.WeightBytes(4))} in float32, {Size(description.WeightBytes(2))} in bfloat16; "
                + $"keys and values of one sequence of {length} tokens {Size(description.CacheBytes(length, 4))} or "
                + $"{Size(description.CacheBytes(length, 2))}"
        );
        foreach (var note in description.Notes)
            output.WriteLine($"note         {note}");
    }

    private static string Size(long bytes) =>
        bytes switch
        {
            >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
            >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
            _ => $"{bytes / 1024.0:0.0} KiB",
        };

    private static IEnumerable<string> Ranges(ActionStatistics statistics) =>
        Enumerable
            .Range(0, statistics.Length)
            .Select(i => statistics.Scaled[i] ? $"{statistics.Low[i]:G4}..{statistics.High[i]:G4}" : "as it is");
}
