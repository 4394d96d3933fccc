namespace BlindVla.Evaluation;

/// <summary>Where a run keeps the copy of its suite, so that its episodes can be planned again when the original was changed or is gone.</summary>
public static class SuiteFile
{
    /// <summary>e.g. <c>suite/put-on-plate.yaml</c>: a suite's file bears its name.</summary>
    /// <exception cref="RunException">The name has characters that do not belong in a file's name.</exception>
    public static string RelativePath(string suite) => TrialFile.IsPlain(suite)
        ? Path.Combine("suite", suite + ".yaml")
        : throw new RunException(RunFault.Refused, $"'{suite}' names a file: expected letters, digits, '.', '_', '@' and '-', without two underscores in a row");
}
