namespace BlindVla.Scenarios;

/// <summary>The object is taken to the third place of its placement in mid-episode.</summary>
/// <param name="Step">Control steps applied before it.</param>
/// <param name="HeightMeters">Of its origin before it is dropped there.</param>
/// <param name="SettleSubsteps">Physics substeps for which the robot holds and the object falls.</param>
internal sealed record ObjectMove(int Step, double HeightMeters, int SettleSubsteps);
