using System.Buffers;

namespace BlindVla.Evaluation;

/// <summary>Where a trial's own files lie inside a run's folder.</summary>
public static class TrialFile
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-"
    );

    /// <summary>e.g. <c>planner/put-on-plate__put-on-plate__id__0003.npy</c>; two trials never share a name.</summary>
    /// <param name="extension">With its dot.</param>
    /// <exception cref="RunException">A name has characters that do not belong in a file's name.</exception>
    public static string RelativePath(TrialKey trial, string extension)
    {
        if (!IsPlain(trial.Policy) || !trial.EpisodeId.Split('/').All(IsPlain))
        {
            throw new RunException(
                RunFault.Refused,
                $"'{trial.Policy}' and '{trial.EpisodeId}' name files: expected letters, digits, '.', '_', '@', '-' and, in an "
                    + "episode id, '/', "
                    + "without two underscores in a row"
            );
        }
        return Path.Combine(trial.Policy, Name(trial.EpisodeId) + extension);
    }

    /// <summary>What an episode is called in a file's name.</summary>
    public static string Name(string episodeId) => episodeId.Replace("/", "__", StringComparison.Ordinal);

    /// <summary>Whether a policy may be called so.</summary>
    public static bool IsPlain(string name) =>
        name.Length > 0
        && name[0] != '.'
        && name[0] != '_'
        && name[^1] != '_'
        && !name.Contains("__", StringComparison.Ordinal)
        && !name.AsSpan().ContainsAnyExcept(Plain);
}
