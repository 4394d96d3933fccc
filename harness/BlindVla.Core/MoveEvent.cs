namespace BlindVla.Core;

/// <summary>An object is taken away and dropped elsewhere, at rest, at the beginning of a control step, before its action is
/// applied.</summary>
/// <param name="Step">Control steps applied before it; 0 is the first.</param>
/// <param name="Object">Id of an <see cref="ObjectPlacement"/>.</param>
/// <param name="Pose">World frame.</param>
/// <param name="SettleSubsteps">Physics substeps for which the robot holds and objects fall before the step goes on.</param>
public sealed record MoveEvent(int Step, string Object, Pose Pose, int SettleSubsteps);
