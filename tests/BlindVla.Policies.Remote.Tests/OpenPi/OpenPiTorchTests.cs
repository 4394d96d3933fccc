namespace BlindVla.Policies.Remote.Tests;

public sealed class OpenPiTorchTests() : ServedTorchPolicyContract(new OpenPiWire());
