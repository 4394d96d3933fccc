using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Joint angles of the WidowX-250S that put its gripper at a place, pointing about downwards.</summary>
public static class ArmPlacement
{
    // Metres, from the URDF: the shoulder's height, upper arm (a bent one), forearm, and wrist to the point between the finger tips.
    private const double ShoulderHeight = 0.072 + 0.03865;
    private const double ElbowForward = 0.04975;
    private const double ElbowUp = 0.25;
    private const double Forearm = 0.25;
    private const double Hand = 0.065 + 0.043 + 0.023 + 0.027575;

    /// <param name="target">Of the point between the finger tips, base frame.</param>
    /// <param name="pitch">Radians by which the hand is turned down from horizontal.</param>
    /// <param name="forearmRoll">Radians; it moves the point a little off the target.</param>
    /// <param name="wristRotate">Radians.</param>
    /// <returns>Waist to wrist_rotate; null where the arm does not reach.</returns>
    public static ImmutableArray<double>? Joints(Vector3D target, double pitch, double forearmRoll, double wristRotate)
    {
        var forward = Math.Sqrt((target.X * target.X) + (target.Y * target.Y)) - (Hand * Math.Cos(pitch));
        var up = target.Z - ShoulderHeight + (Hand * Math.Sin(pitch));
        var upperArm = Math.Sqrt((ElbowForward * ElbowForward) + (ElbowUp * ElbowUp));
        var distance = Math.Sqrt((forward * forward) + (up * up));
        var cosine = ((upperArm * upperArm) + (distance * distance) - (Forearm * Forearm)) / (2 * upperArm * distance);
        if (!(Math.Abs(cosine) <= 1))
        {
            return null;
        }
        // Elevations of upper arm and forearm, the elbow above the line from shoulder to wrist.
        var upperElevation = Math.Atan2(up, forward) + Math.Acos(cosine);
        var foreElevation = Math.Atan2(up - (upperArm * Math.Sin(upperElevation)), forward - (upperArm * Math.Cos(upperElevation)));
        var shoulder = Math.Atan2(ElbowUp, ElbowForward) - upperElevation;
        return
        [
            Rounded(Math.Atan2(target.Y, target.X)),
            Rounded(shoulder),
            Rounded(-foreElevation - shoulder),
            Rounded(forearmRoll),
            Rounded(pitch + foreElevation),
            Rounded(wristRotate),
        ];
    }

    // The last bits of sine and cosine differ between C libraries; a scene must not.
    private static double Rounded(double angle) => Math.Round(angle, 9) + 0.0;
}
