using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The contract of every environment, kept by the arm's server as far as a real arm can: with the emulated arm behind it, and in a
/// dry run that moves nothing.</summary>
[TestFixture(false, Conventions.DeltaEndEffectorName)]
[TestFixture(true, Conventions.DeltaEndEffectorName)]
[TestFixture(false, Conventions.JointPositionsName)]
public sealed class ArmContractTests(bool isDry, string actions) : EnvironmentContract
{
    private const string Rig = "extends: emulated\nschema_version: 1\nname: quick\ndescription: quick\nmotion: {ramp_speed: 1 rad/s}\n";

    private Workplace _workplace = null!;
    private RunLog _log = null!;
    private RigWorld _world = null!;

    /// <summary>One arm for all of it: it does not go to rest and come back for each rule.</summary>
    [OneTimeSetUp]
    public async Task OpenWorld()
    {
        _workplace = new();
        var file = _workplace.PathOf("quick.yaml");
        await File.WriteAllTextAsync(file, $"{Rig}actions: {actions}\n");
        _log = new(TimeProvider.System, echo: null);
        using var error = new StringWriter();
        _world = await RigWorld.OpenAsync(
            Rigs.Library(Workplace.Installation).Load(file),
            isDry,
            Workplace.Installation,
            _log,
            new ConsoleWriter(error, required: false),
            CancellationToken.None
        );
    }

    [OneTimeTearDown]
    public async Task CloseWorld()
    {
        await _world.DisposeAsync();
        _log.Dispose();
        _workplace.Dispose();
    }

    protected override ValueTask<IEnvironmentSource> CreateSourceAsync() => new(new Lent(_world));

    /// <summary>An arm ends no episode by itself.</summary>
    protected override ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync() => new((IEnvironmentSource?)null);

    [Test]
    public async Task Describe_SaysWhatAnArmCan()
    {
        var spec = await _world.DescribeAsync(Cancellation);

        Assert.That(spec.Capabilities, Is.EqualTo(new EnvironmentCapabilities(true, false, false, false)));
        Assert.That(Conventions.NameOf(spec.Action), Is.EqualTo(actions));
        Assert.That(spec.RigSha256, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(spec.PhysicsVersion, isDry ? Does.Contain("dry run") : Does.Not.Contain("dry run"));
    }

    /// <summary>For one test, which closes it.</summary>
    private sealed class Lent(IEnvironmentSource world) : IEnvironmentSource
    {
        public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => world.DescribeAsync(cancellationToken);

        public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken) =>
            world.OpenAsync(worker, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
