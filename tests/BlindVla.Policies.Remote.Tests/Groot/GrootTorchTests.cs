namespace BlindVla.Policies.Remote.Tests;

[TestFixture(true)]
[TestFixture(false)]
public sealed class GrootTorchTests(bool isNested)
    : ServedTorchPolicyContract(new GrootWire(isNested ? ArrayDialect.Npy : ArrayDialect.MsgpackNumpy, isNested));
