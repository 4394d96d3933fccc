using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Trials with chosen outcomes.</summary>
internal static class SomeTrials
{
    public static TrialRecord Ended(EpisodeSpec episode, string policy, bool success, bool? anyStep = null) =>
        TrialRecord.Finished(episode, policy, 1, Result(success, anyStep ?? success));

    public static TrialRecord Errored(EpisodeSpec episode, string policy) =>
        TrialRecord.Errored(episode, policy, 3, "Unavailable: gone,\nquite \"gone\"");

    public static EpisodeResult Result(bool success, bool anyStep)
    {
        float[] requested = [0.1f, 0, 0, 0, 0, 0, 1, -0.75f, 1e-20f, 0, 0, 0, 0, -1];
        float[] applied = [0, 0, 0, 0, 0, 0, 1, 0.1f, 0, 0, 0, 0, 0, 1];
        return new(
            success,
            anyStep,
            anyStep ? 2 : null,
            2,
            Measurements.Of(
                ("grasped", 1),
                ("holding_at_end", 0),
                ("final_distance", 0.1 + 0.2),
                ("max_lift", 1.0 / 3),
                ("min_gripper_distance", 0.0625)
            ),
            1,
            RuleCounts.None,
            Hex("seen"),
            requested,
            applied,
            7,
            0.25,
            0.5,
            1.2345678
        );
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
