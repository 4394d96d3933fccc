using System.CommandLine;
using System.Runtime.CompilerServices;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary><c>blindvla policy describe</c>: what a checkpoint is.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A checkpoint in OpenVLA's layout." };
        var describe = new Command("describe", "Architecture, parameters, element types, statistics, tokens and memory of a checkpoint.") { folder }
            .WithExamples("./blindvla policy describe checkpoints/openvla-7b");
        describe.SetAction(parse => Describe(parse.InvocationConfiguration.Output, parse.GetValue(folder)!));
        return new Command("policy", "What policies are.") { describe }.WithExamples("./blindvla policy describe checkpoints/openvla-7b");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Describe(TextWriter output, string folder)
    {
        CheckpointDescription description;
        try
        {
            description = CheckpointDescription.Of(folder);
        }
        catch (CheckpointException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
        var (config, language) = (description.Config, description.Config.Language);
        foreach (var tower in config.Towers)
            output.WriteLine(
                $"vision       {tower.Id}: {tower.Depth} blocks (the last unused), {tower.Width} channels, {tower.Heads} heads, {tower.ImageSize} px in patches of {tower.PatchSize}");
        output.WriteLine($"projector    {config.VisionWidth} to {language.Width} channels in {(config.FusedProjector ? 3 : 2)} layers");
        output.WriteLine(
            $"language     LLaMA: {language.Layers} blocks, {language.Width} channels, {language.Heads} heads over {language.KeyValueHeads} of keys and values, vocabulary {language.VocabularySize}");
        output.WriteLine($"parameters   {description.Parameters:N0}");
        output.WriteLine($"tensors      {string.Join(", ", description.Types.Select(type => $"{type.Value} {type.Key}"))}, {Size(description.FileBytes)}");
        output.WriteLine($"tokens       {description.Tokens} in the tokenizer; actions are {description.FirstActionToken} to {description.LastActionToken}");
        output.WriteLine($"statistics   {string.Join(", ", config.Statistics.Select(s => $"{s.Key} ({s.Value.Low.Length} values)"))}");
        var length = config.Towers[0].Patches + 64;
        output.WriteLine(
            $"memory       weights {Size(description.WeightBytes(4))} in float32, {Size(description.WeightBytes(2))} in bfloat16; "
            + $"keys and values of one sequence of {length} tokens {Size(description.CacheBytes(length, 4))} or {Size(description.CacheBytes(length, 2))}");
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        _ => $"{bytes / 1024.0:0.0} KiB",
    };
}
