namespace BlindVla.Evaluation;

/// <summary>What a table-top world measures of "put the object on the receptacle", as its server declares it.</summary>
public static class PutOnMeasures
{
    /// <summary>Both fingers pressed on the goal object at some time step.</summary>
    public const string Grasped = "grasped";

    /// <summary>They did so at five control steps in a row.</summary>
    public const string ConsecutiveGrasp = "consecutive_grasp";

    /// <summary>Both fingers pressed on the object at the last time step.</summary>
    public const string HoldingAtEnd = "holding_at_end";

    /// <summary>Horizontal distance of the origins of object and receptacle at the end, metres.</summary>
    public const string FinalDistance = "final_distance";

    /// <summary>Greatest height of the object's origin above where it lay after reset, metres.</summary>
    public const string MaxLift = "max_lift";

    /// <summary>Least distance of the point between the finger tips from the object's origin, metres.</summary>
    public const string MinGripperDistance = "min_gripper_distance";
}
