namespace BlindVla.Policies.Remote.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class OpenVlaTorchTests(bool isDoubleEncoded) : ServedTorchPolicyContract(new OpenVlaWire(isDoubleEncoded));
