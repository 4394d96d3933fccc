using BlindVla.Evaluation;

namespace BlindVla.Reports;

/// <summary>Files of a run as they are.</summary>
internal static class RunText
{
    /// <param name="file">Its name in the run's folder.</param>
    /// <exception cref="RunException">It cannot be read any more.</exception>
    public static string Read(RecordedRun run, string file)
    {
        var path = Path.Combine(run.Path, file);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFault.Refused, $"cannot read {path}: {e.Message}; put it back, or leave the run out", e);
        }
    }
}
