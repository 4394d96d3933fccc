using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>What the policies of this kit declare: the WidowX action, at any control rate.</summary>
internal static class FakePolicySpec
{
    public static PolicySpec Create(string kind, bool looks = false, bool privileged = false)
    {
        ImmutableArray<CameraRequest> cameras = looks ? [new(FakeCamera.Name, 64, 48)] : [];
        return new PolicySpec(
            kind,
            Checkpoint: "",
            cameras,
            Conventions.DeltaEndEffectorPose,
            ControlPeriodSeconds: null,
            privileged,
            IsDeterministic: true
        );
    }

    /// <summary>Stay where you are.</summary>
    public static float[] Hold(bool open) => [0, 0, 0, 0, 0, 0, open ? 1 : -1];
}
