namespace BlindVla.Policies.Remote.Tests;

public sealed class StarVlaTorchTests() : ServedTorchPolicyContract(new StarVlaWire());
