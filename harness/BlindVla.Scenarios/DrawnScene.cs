using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <param name="Scene">All of it.</param>
/// <param name="Instruction">What the policy is told about it.</param>
/// <param name="TargetName">What the instruction calls the place where the object must go; empty where it names none.</param>
internal sealed record DrawnScene(Scene Scene, string Instruction, string TargetName);
