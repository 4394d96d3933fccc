namespace BlindVla.Policies.Remote.Tests;

[TestFixture(GrootLayout.Nested, ArrayDialect.Npy)]
[TestFixture(GrootLayout.Flat, ArrayDialect.MsgpackNumpy)]
[TestFixture(GrootLayout.Older, ArrayDialect.Npy)]
public sealed class GrootTorchTests(string layout, ArrayDialect codec) : ServedTorchPolicyContract(new GrootWire(codec, layout));
