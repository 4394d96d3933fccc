namespace BlindVla.Core;

/// <summary>Position in metres and orientation, in a frame that the owner names.</summary>
public readonly record struct Pose(Vector3D Position, QuaternionD Orientation);
