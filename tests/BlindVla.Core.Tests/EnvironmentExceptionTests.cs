namespace BlindVla.Core.Tests;

internal sealed class EnvironmentExceptionTests
{
    [TestCase(EnvironmentFault.InvalidArgument, false)]
    [TestCase(EnvironmentFault.FailedPrecondition, false)]
    [TestCase(EnvironmentFault.Unimplemented, false)]
    [TestCase(EnvironmentFault.ResourceExhausted, true)]
    [TestCase(EnvironmentFault.Internal, true)]
    [TestCase(EnvironmentFault.EmergencyStop, true)]
    [TestCase(EnvironmentFault.Unavailable, true)]
    [TestCase(EnvironmentFault.DeadlineExceeded, true)]
    public void IsInfrastructure_IsTrueWhereTheWorldBrokeRatherThanTheRequest(EnvironmentFault fault, bool expected) =>
        Assert.That(new EnvironmentException(fault, "message").IsInfrastructure, Is.EqualTo(expected));
}
