namespace BlindVla.Policies.Remote.Tests;

public sealed class XPolicyLabTorchTests() : ServedTorchPolicyContract(new XPolicyLabWire());
