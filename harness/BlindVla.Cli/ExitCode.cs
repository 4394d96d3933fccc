using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>What a CI job can act on.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The answer is no: a replay that differs, a gate that found a regression.</summary>
    public const int Negative = 1;

    /// <summary>Bad input: every problem is listed and nothing was written.</summary>
    public const int Usage = 2;

    /// <summary>A gate that cannot say yet.</summary>
    public const int Inconclusive = 3;

    /// <summary>The world broke: no server, no space, trials that stayed errored.</summary>
    public const int Infrastructure = 4;

    /// <summary>Interrupted by Ctrl+C, as shells report it (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>What a verdict says to a CI job.</summary>
    public static int Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.Pass => Success,
            Verdict.Regression => Negative,
            Verdict.Inconclusive => Inconclusive,
            _ => Usage,
        };
}
