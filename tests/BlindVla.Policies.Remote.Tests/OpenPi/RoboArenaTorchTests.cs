namespace BlindVla.Policies.Remote.Tests;

public sealed class RoboArenaTorchTests() : ServedTorchPolicyContract(new RoboArenaWire());
