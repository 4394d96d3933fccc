using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>A checkpoint's files are missing, damaged, or do not fit together.</summary>
public sealed class CheckpointException(string message, Exception? inner = null)
    : LocatorException(VisibleText.Lines(message, MaxMessageLength), inner)
{
    private const int MaxMessageLength = 32_000;
}
