using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary><c>actions/</c>: what was requested and what was applied in each trial, so that it can be replayed.</summary>
public sealed class ActionLog(string folder)
{
    private const int MaxBytes = 256 << 20;

    /// <exception cref="RunException">The disk refuses.</exception>
    public void Write(TrialKey trial, RecordedActions actions)
    {
        var path = FileOf(trial);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, actions.Encode());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>The actions of a finished trial, checked against the ledger's digests.</summary>
    /// <exception cref="RunException">They are missing, damaged, or not those of the trial.</exception>
    public RecordedActions Read(TrialRecord trial)
    {
        try
        {
            return Checked(trial);
        }
        catch (Exception e) when (IsReason(e))
        {
            throw new RunException(
                RunFault.Refused,
                $"cannot read the actions of {trial.Key} from {FileOf(trial.Key)}: {FileFault.Reason(e)}",
                e
            );
        }
    }

    /// <summary>What is wrong with the actions of a trial, in words; null for nothing, or where it has none.</summary>
    public string? Fault(TrialRecord trial)
    {
        try
        {
            _ = trial.Outcome == Outcome.Errored ? null : Checked(trial);
            return null;
        }
        catch (Exception e) when (IsReason(e))
        {
            return $"its actions cannot be read: {FileFault.Reason(e)}";
        }
    }

    /// <summary>Where a trial's actions are.</summary>
    public string FileOf(TrialKey trial) => Path.Combine(folder, TrialFile.RelativePath(trial, ".npy"));

    private RecordedActions Checked(TrialRecord trial)
    {
        var actions = RecordedActions.Decode(BoundedFile.ReadBytes(FileOf(trial.Key), MaxBytes));
        Check("requested", trial.RequestedActionsSha256, actions.RequestedSha256);
        Check("applied", trial.AppliedActionsSha256, actions.AppliedSha256);
        return actions;

        static void Check(string which, string? recorded, string? found)
        {
            if (recorded != found)
            {
                throw new FormatException(
                    $"the file was changed: the ledger says {recorded ?? "nothing"} of the {which} actions, the file has {found ?? "none"}"
                );
            }
        }
    }

    private static bool IsReason(Exception e) => e is IOException or UnauthorizedAccessException or FormatException;
}
