using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>A run cannot start or go on. What was finished before is on the disk.</summary>
public sealed class RunException(RunFault fault, string message, Exception? inner = null)
    : Exception(VisibleText.Lines(message, MaxMessageLength), inner)
{
    private const int MaxMessageLength = 32_000;

    public RunFault Fault { get; } = fault;

    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT on Linux

    /// <summary>A file of a run could not be written.</summary>
    public static RunException Unwritable(string path, Exception cause)
    {
        const string Safe = "what was finished before is kept";
        return cause.HResult is NoSpaceLeft or QuotaExceeded
            ? new(
                RunFault.Infrastructure,
                $"no space left on the disk of {path}; {Safe}: free some and run the same command with --resume",
                cause
            )
            : new(
                RunFault.Infrastructure,
                $"cannot write {path}: {FileFault.Reason(cause)}; {Safe}: mend that and run the same command with --resume",
                cause
            );
    }
}
