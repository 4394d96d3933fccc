using System.Security.Cryptography;
using System.Text;
using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>Where a run keeps the copy of its suite, so that its episodes can be planned again when the original was changed or is
/// gone.</summary>
public static class SuiteFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>e.g. <c>suite/put-on-plate.yaml</c>: a suite's file bears its name.</summary>
    /// <exception cref="RunException">The name has characters that do not belong in a file's name.</exception>
    public static string RelativePath(string suite) =>
        TrialFile.IsPlain(suite)
            ? Path.Combine("suite", suite + ".yaml")
            : throw new RunException(
                RunFault.Refused,
                $"'{suite}' names a file: expected letters, digits, '.', '_', '@' and '-', without two underscores in a row"
            );

    /// <summary>Of a copy with this text, as <c>run.json</c> has it.</summary>
    internal static string Digest(string text) => Digest(Encoding.UTF8.GetBytes(text));

    /// <summary>Refuses a run whose copy is not the file that the run wrote. A copy that is gone, or whose digest was not recorded yet, is
    /// none.</summary>
    /// <exception cref="RunException">It was changed, or cannot be read.</exception>
    internal static void Check(string folder, RunRecord run)
    {
        if (run.SuiteFileSha256 is not { } expected)
        {
            return;
        }
        var path = Path.Combine(folder, RelativePath(run.Identity.Suite.Name));
        if (!File.Exists(path))
        {
            return;
        }
        var found = Digest(Read(path, BoundedFile.ReadBytes));
        if (found != expected)
        {
            throw new RunException(
                RunFault.Refused,
                $"{path} was changed after the run wrote it: sha256 expected {expected} ({RunFolder.RecordFile}), found {found}; "
                    + "put the run's own file back, or delete it (eval --resume writes it again)"
            );
        }
    }

    /// <exception cref="RunException">It cannot be read.</exception>
    internal static string ReadText(string path) => Read(path, BoundedFile.ReadText);

    private static T Read<T>(string path, Func<string, int, T> read)
    {
        try
        {
            return read(path, MaxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(RunFault.Refused, $"cannot read {path}: {FileFault.Reason(e)}", e);
        }
    }

    private static string Digest(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
