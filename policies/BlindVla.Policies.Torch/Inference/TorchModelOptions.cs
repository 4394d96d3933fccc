using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>How a checkpoint is used.</summary>
/// <param name="UnnormKey">The data set whose statistics scale the actions; null where the checkpoint has one only.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="DType"><c>float32</c>, <c>bfloat16</c> or <c>float16</c>; null for float32 on a CPU and bfloat16 on a GPU.</param>
/// <param name="Generation">How tokens are chosen.</param>
/// <param name="Adapter">Folder of low-rank updates to add to the weights; null for none.</param>
/// <param name="Camera">What the policy looks at; null for what the checkpoint was trained on, or else the benchmark's pictures.</param>
/// <param name="Threads">Processor threads of one operation. One, where simulators run beside it.</param>
public sealed record TorchModelOptions(
    string? UnnormKey,
    string Device,
    string? DType,
    GenerationOptions Generation,
    string? Adapter,
    CameraRequest? Camera,
    int Threads = 1
);
