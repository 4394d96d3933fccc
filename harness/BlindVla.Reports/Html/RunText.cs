using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Reports;

/// <summary>Files of a run as they are.</summary>
internal static class RunText
{
    private const int MaxBytes = 1 << 30;

    /// <param name="file">Its name in the run's folder.</param>
    /// <exception cref="RunException">It cannot be read any more.</exception>
    public static string Read(RecordedRun run, string file)
    {
        var path = Path.Combine(run.Path, file);
        try
        {
            return BoundedFile.ReadText(path, MaxBytes);
        }
        catch (IOException e)
        {
            throw new RunException(RunFault.Refused, $"cannot read {path}: {FileFault.Reason(e)}; put it back, or leave the run out", e);
        }
    }
}
