namespace BlindVla.Policies.Remote;

/// <summary>A part of one action on the wire.</summary>
public enum ActionPart
{
    Position,
    Rotation,
    Joints,
    Gripper,
}
