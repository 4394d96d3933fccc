namespace BlindVla.Core;

/// <summary>What reset and step return.</summary>
/// <param name="Observation">What can be seen now.</param>
/// <param name="Progress">The task's predicate and its ingredients, now. Never shown to a policy.</param>
/// <param name="Terminated">The environment ended the episode; the next call must be a reset.</param>
/// <param name="AppliedAction">What moved the world in this step: the action after the environment's limits, under latency an earlier one; empty after a reset.</param>
/// <param name="ServerSeconds">Wall-clock seconds the environment spent on physics and rendering for this call; 0 where it does not say.</param>
public sealed record TimeStep(
    Observation Observation,
    TaskProgress Progress,
    bool Terminated,
    ReadOnlyMemory<float> AppliedAction,
    double ServerSeconds);

/// <summary>How the task stands.</summary>
/// <param name="Success">The task's predicate holds now.</param>
/// <param name="Grasped">Both fingers press on the goal object now.</param>
/// <param name="GraspedEver">At some control step since reset.</param>
/// <param name="ConsecutiveGraspEver">Grasped at five control steps in a row, at some time since reset.</param>
/// <param name="ObjectToReceptacleMeters">Horizontal distance of the origins of object and receptacle.</param>
/// <param name="ObjectLiftMeters">Height of the object's origin above where it lay after reset.</param>
/// <param name="ObjectTouchesReceptacle">The contact force between them is above the task's threshold.</param>
/// <param name="GripperToObjectMeters">From the point between the finger tips to the object's origin; null where it is not measured.</param>
public sealed record TaskProgress(
    bool Success,
    bool Grasped,
    bool GraspedEver,
    bool ConsecutiveGraspEver,
    double ObjectToReceptacleMeters,
    double ObjectLiftMeters,
    bool ObjectTouchesReceptacle,
    double? GripperToObjectMeters);
