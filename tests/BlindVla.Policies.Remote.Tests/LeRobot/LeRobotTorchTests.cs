namespace BlindVla.Policies.Remote.Tests;

public sealed class LeRobotTorchTests() : ServedTorchPolicyContract(new LeRobotWire());
