namespace BlindVla.Policies.Remote.Tests;

public sealed class VlaEvalTorchTests() : ServedTorchPolicyContract(new VlaEvalWire());
