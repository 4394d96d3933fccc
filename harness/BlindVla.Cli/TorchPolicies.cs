using BlindVla.Core;
using BlindVla.Policies;
using BlindVla.Policies.Torch;

namespace BlindVla.Cli;

/// <summary>
/// Policies with a learned model. Everything that touches libtorch is behind this class, so that commands without one start without loading
/// half a gigabyte.
/// </summary>
internal static class TorchPolicies
{
    public const string Syntax =
        "torch:DIR[?unnorm_key=STATISTICS&device=cpu|cuda:N&dtype=float32|bfloat16|float16&temperature=T&tokens=actions|any&adapter=DIR&view=WxH&threads=N&batch=N]";

    /// <exception cref="CommandException">The checkpoint is no good.</exception>
    public static IPolicy Create(TorchSettings settings) => new BatchingPolicy(Load(settings), settings.Batch, TimeProvider.System);

    /// <exception cref="CommandException">The checkpoint is no good.</exception>
    public static TorchModel Load(TorchSettings settings)
    {
        try
        {
            return TorchModel.Load(
                settings.Folder,
                new(
                    settings.UnnormKey,
                    settings.Device,
                    settings.DType,
                    new(settings.OnlyActionTokens, settings.Temperature),
                    settings.Adapter,
                    settings.View,
                    settings.Threads));
        }
        catch (CheckpointException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
    }

    /// <summary>What is in a checkpoint, without its weights; settings beside the adapter and the statistics say nothing about that.</summary>
    /// <exception cref="CommandException">The checkpoint is no good.</exception>
    public static CheckpointDescription Describe(TorchSettings settings)
    {
        try
        {
            return CheckpointDescription.Of(settings.Folder, settings.Adapter, settings.UnnormKey);
        }
        catch (CheckpointException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
    }

    /// <summary>What libtorch is there, and the devices it sees.</summary>
    public static string Describe() => TorchModel.DescribeRuntime();
}
