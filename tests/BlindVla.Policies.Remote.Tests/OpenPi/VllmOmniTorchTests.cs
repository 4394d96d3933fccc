namespace BlindVla.Policies.Remote.Tests;

public sealed class VllmOmniTorchTests() : ServedTorchPolicyContract(new VllmOmniWire());
