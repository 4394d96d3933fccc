namespace BlindVla.DataSets;

/// <summary>What an annotated thing is.</summary>
public enum EntityKind
{
    /// <summary>Something to be picked up.</summary>
    Object,

    /// <summary>Something to put objects on.</summary>
    Receptacle,

    /// <summary>The point between the finger tips.</summary>
    Gripper,

    /// <summary>A board with a picture.</summary>
    Board,
}
