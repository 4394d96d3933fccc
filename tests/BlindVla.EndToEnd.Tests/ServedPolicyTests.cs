using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;
using BlindVla.Policies.Remote;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A checkpoint behind a server of each protocol, in the real simulator.</summary>
[CancelAfter(600_000)]
public sealed partial class ServedPolicyTests
{
    private static readonly string Checkpoint = $"torch:{Path.Combine(Workplace.Installation.Root, "policies", "checkpoints", "naive")}";

    /// <summary>Those whose shipped mapping changes no number of an action.</summary>
    private static readonly string[] Exact = ["openpi", "vla-eval", "openvla", "groot"];

    private readonly List<PolicyServer> _servers = [];
    private Workplace _workplace = null!;
    private IPolicy _policy = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _workplace = new();
        _policy = new PolicyKinds(Assembly.Load("BlindVla.Policies.Torch")).Parse(Checkpoint).Create();
    }

    [OneTimeTearDown]
    public async Task Unload()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _policy.DisposeAsync();
        _workplace.Dispose();
    }

    [Test]
    public async Task WhateverIsSpoken_OutcomesAndActions_AreThoseInThisProcess()
    {
        var served = new List<string>();
        foreach (var protocol in Exact)
            served.Add(await ServeAsync(protocol));
        var run = _workplace.PathOf("run");

        var (code, _, error) = await Workplace.RunAsync([
            "eval",
            "put-on-plate",
            "--only",
            "*/id/*",
            "--episodes",
            "2",
            "--out",
            run,
            "--policy",
            $"here={Checkpoint}",
            .. served.SelectMany(spec => new[] { "--policy", spec }),
        ]);

        Assert.That(code, Is.Zero, error);
        var trials = RecordedRun.Open(run).Trials.ToLookup(trial => trial.Policy, Ending);
        Assert.That(trials["here"].Count(), Is.EqualTo(2));
        foreach (var protocol in Exact)
            Assert.That(trials[protocol], Is.EquivalentTo(trials["here"]), protocol);
    }

    [Test]
    public async Task Check_BehindTheRightMapping_SuspectsNothing()
    {
        var (code, output) = await CheckAsync(await ServeAsync("openpi"));

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Match("ok +axes ").And.Match("ok +distance ").And.Match("ok +gripper ").And.Not.Contain("suspect "));
    }

    [Test]
    public async Task Check_BehindSwappedAxesAndAnInvertedGripper_NamesBoth()
    {
        const string X = "    - {key: action.x, length: 1}\n";
        const string Y = "    - {key: action.y, length: 1}\n";
        var spec = await ServeAsync(
            "groot",
            seenByTheClient: [(X + Y, Y + X), ("closed: 0, open: 1, threshold: 0.5", "closed: 1, open: 0, threshold: 0.5")]
        );

        var (code, output) = await CheckAsync(spec);

        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(
            output,
            Does.Match("suspect +axes +x looks like y, y looks like x: ")
                .And.Match("suspect +gripper +it opens where the expert closes ")
                .And.Contain("2 suspect: ")
        );
    }

    [Test]
    public async Task Check_BehindDegreesForRadians_NamesThem()
    {
        var spec = await ServeAsync("openpi", seenByTheServer: [("euler_xyz_intrinsic, unit: rad", "euler_xyz_intrinsic, unit: deg")]);

        var (code, output) = await CheckAsync(spec);

        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(output, Does.Match("suspect +turn .*: degrees read as radians\\?").And.Match("ok +axes "));
    }

    private static string Ending(TrialRecord trial) =>
        $"{trial.EpisodeId} {trial.Outcome} {trial.Steps} {trial.ObservationSha256} {trial.RequestedActionsSha256} "
        + trial.AppliedActionsSha256;

    private static async Task<(int Code, string Output)> CheckAsync(string spec)
    {
        var (code, output, error) = await Workplace.RunAsync("policy", "check", spec, "--scenes", "16");
        return (code, output + error);
    }

    /// <summary>Serves the checkpoint in a protocol.</summary>
    /// <param name="seenByTheServer">What its mapping has otherwise than the one that is shipped.</param>
    /// <param name="seenByTheClient">The same of the client's. It is not told: this server says that it uses the client's file.</param>
    /// <returns>The policy that is its client.</returns>
    private async Task<string> ServeAsync(
        string protocol,
        (string From, string To)[]? seenByTheServer = null,
        (string From, string To)[]? seenByTheClient = null
    )
    {
        var folder = Directory.CreateDirectory(_workplace.PathOf($"{protocol}-{_servers.Count}"));
        var camera = _policy.Spec.Cameras.Single();
        var client = Mapping("client", seenByTheClient ?? []);
        var told = MappingFile.Load(client);
        var server = await PolicyServer.StartAsync(
            _policy,
            MappingFile.Load(Mapping("server", seenByTheServer ?? [])) with
            {
                Name = told.Name,
                Digest = told.Digest,
            },
            new(IPAddress.Loopback, 0),
            apiKey: null,
            TimeProvider.System,
            CancellationToken.None
        );
        _servers.Add(server);
        return $"{protocol}:{server.Address}?mapping={client}";

        string Mapping(string side, (string From, string To)[] changes)
        {
            var text = File.ReadAllText(Path.Combine(MappingFile.Folder, $"{MappingFile.DefaultFor(protocol)}.yaml"));
            foreach (var (from, to) in changes.Append(($"name: {MappingFile.DefaultFor(protocol)}", $"name: {side}")))
            {
                Assert.That(text, Does.Contain(from));
                text = text.Replace(from, to, StringComparison.Ordinal);
            }
            var path = Path.Combine(folder.FullName, $"{side}.yaml");
            File.WriteAllText(path, Size().Replace(text, $"size: {camera.Width}x{camera.Height}"));
            return path;
        }
    }

    [GeneratedRegex(@"size: \d+x\d+")]
    private static partial Regex Size();
}
