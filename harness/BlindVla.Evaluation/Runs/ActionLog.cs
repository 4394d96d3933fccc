using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary><c>actions/</c>: what was applied in each trial, so that it can be replayed.</summary>
public sealed class ActionLog(string folder)
{
    /// <exception cref="RunException">The disk refuses.</exception>
    public void Write(TrialKey trial, ReadOnlySpan<float> actions, int actionLength)
    {
        var path = FileOf(trial);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, NpyFile.Encode(actions, actionLength));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>The actions of a trial, row by row.</summary>
    /// <exception cref="RunException">They are missing or damaged.</exception>
    public (float[] Values, int ActionLength) Read(TrialKey trial)
    {
        var path = FileOf(trial);
        try
        {
            return NpyFile.Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new RunException(RunFault.Refused, $"cannot read the actions of {trial} from {path}: {FileFault.Reason(e)}", e);
        }
    }

    /// <summary>Where a trial's actions are.</summary>
    public string FileOf(TrialKey trial) => Path.Combine(folder, TrialFile.RelativePath(trial, ".npy"));
}
