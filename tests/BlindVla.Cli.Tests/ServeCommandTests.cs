using System.Net;
using BlindVla.Core;

namespace BlindVla.Cli.Tests;

/// <summary><c>serve</c> as somebody types it, or a supervisor starts and ends it.</summary>
[CancelAfter(60_000)]
public sealed class ServeCommandTests
{
    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [TestCase("--listen: expected HOST:PORT, e.g. 127.0.0.1:8000, found '8000'", "--listen", "8000")]
    [TestCase("--listen: expected HOST:PORT, e.g. 127.0.0.1:8000, found 'example.org:8000'", "--listen", "example.org:8000")]
    [TestCase("--listen 0.0.0.0:8000: expected a loopback address", "--listen", "0.0.0.0:8000")]
    [TestCase("--listen [::]:8000: expected a loopback address", "--listen", "[::]:8000")]
    [TestCase("ssh -L 8000:127.0.0.1:8000", "--listen", "10.0.0.7:8000")]
    [TestCase("--protocol: expected openpi, ", "--protocol", "grpc")]
    [TestCase("--mapping: expected one for openpi, 'widowx-groot' is for groot", "--mapping", "widowx-groot")]
    [TestCase("there is none named 'widowx-openpie'; did you mean 'widowx-openpi'", "--mapping", "widowx-openpie")]
    [TestCase("/nowhere: there is no such file", "--key-file", "/nowhere")]
    [TestCase("serve has no option '--port'", "--port", "8000")]
    public async Task Option_ThatCannotBe_IsRefused(string reason, string option, string value)
    {
        var (code, output, error) = await Typed.RunAsync("serve", "--policy", "hold", option, value);

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")), error);
        Assert.That(error, Does.Contain(reason));
    }

    [TestCase("planner", "planner cannot be served: it uses object poses, which no client of this protocol sends")]
    [TestCase("plannr", "there is no policy kind 'plannr'")]
    public async Task Policy_ThatCannotBeServed_IsRefused(string policy, string reason)
    {
        var (code, output, error) = await Typed.RunAsync("serve", "--policy", policy, "--listen", "127.0.0.1:0");

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")), error);
        Assert.That(error, Does.Contain(reason));
    }

    [Test]
    public async Task PortThatIsTaken_IsTheWorldsFault()
    {
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold");

        var taken = $"127.0.0.1:{served.Address.Port}";
        var (code, _, error) = await Typed.RunAsync("serve", "--policy", "hold", "--listen", taken);

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(error, Does.Contain($"--listen {taken}: "));
    }

    [TestCase("openpi", "healthz", "OK\n")]
    [TestCase("vla-eval", "health", "{\"status\": \"ok\"}\n")]
    public async Task Health_IsForAnybody_AndEverythingElseForThoseWithTheKey(string protocol, string page, string healthy)
    {
        using var folder = new TemporaryFolder();
        var key = folder.PathOf("key");
        await File.WriteAllTextAsync(key, "abc\n", Cancellation);
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold", "--protocol", protocol, "--key-file", key);
        using var client = new HttpClient { BaseAddress = new UriBuilder(served.Address) { Scheme = "http" }.Uri };

        Assert.That(served.Line, Does.Contain($"hold at ws://127.0.0.1:{served.Address.Port}/ ({protocol}, mapping widowx-{protocol})"));
        Assert.That(await client.GetStringAsync(new Uri(page, UriKind.Relative), Cancellation), Is.EqualTo(healthy));
        Assert.That(() => Client(protocol, served.Address), Throws.TypeOf<PolicyException>().With.Message.Contains("wants a key"));
        await using var right = Client(protocol, served.Address, $"?key_file={key}");
        Assert.That(right.Spec.Kind, Is.EqualTo(protocol));
    }

    [Test]
    public async Task OpenVlasHealth_SaysWhatIsServed_ToThoseWithTheKey()
    {
        using var folder = new TemporaryFolder();
        var key = folder.PathOf("key");
        await File.WriteAllTextAsync(key, "abc\n", Cancellation);
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold", "--protocol", "openvla", "--key-file", key);
        using var client = new HttpClient { BaseAddress = served.Address };
        var health = new Uri("health", UriKind.Relative);

        using var refused = await client.GetAsync(health, Cancellation);
        client.DefaultRequestHeaders.Authorization = new("Api-Key", "abc");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await client.GetStringAsync(health, Cancellation), Does.Contain("healthy").And.Contain("widowx-openvla"));
    }

    [TestCase("openpi")]
    [TestCase("vla-eval")]
    [TestCase("openvla")]
    [TestCase("groot")]
    public async Task Sigterm_AnswersWhatWasAsked_ThenEnds(string protocol)
    {
        await using var served = await ServedCommand.StartAsync(WaitingPolicy.Grammar, "--policy", "waiting", "--protocol", protocol);
        await using var policy = Client(protocol, served.Address);
        await using var session = policy.BeginEpisode(new("e", "put it", 0, []));
        var answer = session.PredictAsync(Seen(policy.Spec), Cancellation).AsTask();
        await WaitingPolicy.Asked.WaitAsync(Cancellation);

        served.Terminate();
        WaitingPolicy.Go.Release();

        Assert.That((await answer).Count, Is.EqualTo(1));
        await session.DisposeAsync();
        var (code, error) = await served.EndAsync();
        Assert.That(code, Is.EqualTo(ExitCode.Success), error);
        Assert.That(error, Is.EqualTo("answering what was asked; Ctrl+C or SIGTERM again to stop at once\n"));
    }

    [Test]
    public async Task SigtermAgain_AbandonsWhatWasAsked()
    {
        await using var served = await ServedCommand.StartAsync(WaitingPolicy.Grammar, "--policy", "waiting");
        await using var policy = Client("openpi", served.Address);
        await using var session = policy.BeginEpisode(new("e", "put it", 0, []));
        var answer = session.PredictAsync(Seen(policy.Spec), Cancellation).AsTask();
        await WaitingPolicy.Asked.WaitAsync(Cancellation);

        served.Terminate();
        served.Terminate();

        Assert.That((await served.EndAsync()).Code, Is.EqualTo(ExitCode.Interrupted));
        var fault = await Assert.ThrowsAsync<PolicyException>(() => answer);
        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Lost));
    }

    private static IPolicy Client(string protocol, Uri address, string settings = "") =>
        PolicyGrammar.Shipped.Kinds.Parse($"{protocol}:{address}{settings}").Create();

    /// <summary>What a policy wants to see, with nothing on it.</summary>
    private static Observation Seen(PolicySpec spec) =>
        new(
            0,
            [
                .. spec.Cameras.Select(camera => new ImageFrame(
                    camera.Name,
                    camera.Width,
                    camera.Height,
                    new byte[3 * camera.Width * camera.Height],
                    0
                )),
            ],
            new float[spec.State.Sum(part => part.Length)],
            null
        );
}
