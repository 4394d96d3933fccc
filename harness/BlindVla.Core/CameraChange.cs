namespace BlindVla.Core;

/// <param name="Translation">Metres, in the robot's base frame.</param>
/// <param name="Rotation">Of the camera about its own centre, in its own frame (x right, y up, z back).</param>
/// <param name="FieldOfViewFactor">Of the tangent of half the field of view; above 0.</param>
public sealed record CameraChange(Vector3D Translation, QuaternionD Rotation, double FieldOfViewFactor);
