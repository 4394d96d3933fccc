namespace BlindVla.Policies.Remote;

/// <summary>How a rotation stands in an action.</summary>
public enum RotationForm
{
    /// <summary>About x, then the new y, then the new z: the harness's own.</summary>
    EulerXyzIntrinsic,

    /// <summary>About x, then the old y, then the old z: roll, pitch and yaw of most data sets.</summary>
    EulerXyzExtrinsic,

    /// <summary>A vector along the axis, as long as the angle.</summary>
    AxisAngle,

    QuaternionWxyz,

    QuaternionXyzw,
}
