using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace BlindVla.Cli.Tests;

/// <summary>What <c>policy describe</c> and <c>doctor</c> say of policy servers.</summary>
[CancelAfter(60_000)]
public sealed class PolicyServerCommandTests
{
    [Test]
    public async Task Describe_SaysWhatTheServerDeclares_WhetherItFits_AndHowFastItIs()
    {
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold", "--protocol", "vla-eval");

        var (code, output, error) = await Typed.RunAsync("policy", "describe", $"vla-eval:{served.Address}");

        Assert.That(code, Is.Zero, error);
        Assert.That(
            output,
            Does.Match($"server +{served.Address}, said what it is within ")
                .And.Match("protocol +vla-eval, version 1\n")
                .And.Match("declares +action_spec: .*delta_xyz")
                .And.Match("declares +mapping: widowx-vla-eval\n")
                .And.Match(@"mapping +widowx-vla-eval \([0-9a-f]{12}\): nothing that the server declares contradicts it")
                .And.Match(@"round trip +1 session: median .* ms, 95 % within .* ms, .* answers/s\n +4 sessions: .*\n +16 sessions: ")
        );
    }

    [Test]
    public async Task Describe_Json_HasTheSame()
    {
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold");

        var (code, output, error) = await Typed.RunAsync("policy", "describe", $"openpi:{served.Address}", "--json");

        Assert.That(code, Is.Zero, error);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.That(root.GetProperty("declares").GetProperty("policy").GetString(), Is.EqualTo("hold"));
        Assert.That(root.GetProperty("problems").GetArrayLength(), Is.Zero);
        Assert.That(
            root.GetProperty("loads").EnumerateArray().Select(load => load.GetProperty("sessions").GetInt32()),
            Is.EqualTo(new[] { 1, 4, 16 })
        );
    }

    [Test]
    public async Task ServerThatDoesNotFit_IsExitCode1_AndFourOfDoctor_WithTheField()
    {
        using var folder = new TemporaryFolder();
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold");
        var mapping = folder.PathOf("arm.yaml");
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "mappings", "widowx-openpi.yaml"));
        await File.WriteAllTextAsync(mapping, shipped.Replace("name: widowx-openpi", "name: arm", StringComparison.Ordinal));
        var spec = $"openpi:{served.Address}?mapping={mapping}";

        var described = await Typed.RunAsync("policy", "describe", spec);
        var doctor = await Typed.RunAsync("doctor", "--policy", spec);

        Assert.That(described.Code, Is.EqualTo(ExitCode.Negative), described.Error);
        Assert.That(
            described.Output,
            Does.Match("problem +mapping: expected 'arm' .*, the server uses 'widowx-openpi'").And.Not.Contain("round trip")
        );
        Assert.That(doctor.Code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(
            doctor.Output,
            Does.Match("MISSING +policy server +ws://.* does not fit the mapping arm: mapping: expected 'arm'")
                .And.Contain($"-> ./blindvla policy describe '{spec}'")
        );
    }

    [Test]
    public async Task Doctor_OfAServerThatFits_IsOneLine()
    {
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold");

        var (_, output, _) = await Typed.RunAsync("doctor", "--policy", $"openpi:{served.Address}");

        Assert.That(output, Does.Match("ok +policy server +ws://.*, openpi, mapping widowx-openpi: 1 session: median .*16 sessions: "));
    }

    [TestCase("openpi:ws://127.0.0.1:{0}")]
    [TestCase("vla-eval:ws://127.0.0.1:{0}")]
    [TestCase("openvla:http://127.0.0.1:{0}")]
    [TestCase("groot:tcp://127.0.0.1:{0}")]
    public async Task ServerThatIsNotThere_IsASentence_AtOnce(string form)
    {
        var spec = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, FreePort());

        var described = await Typed.RunAsync("policy", "describe", spec);

        Assert.That((described.Code, described.Output), Is.EqualTo((ExitCode.Infrastructure, "")));
        Assert.That(
            described.Error,
            Does.Contain("cannot be reached (").And.Contain("1 attempt); start a server that speaks").And.Not.Contain("   at ")
        );
    }

    [Test]
    public async Task Doctor_NamesAServerThatIsNotThere()
    {
        var (code, output, _) = await Typed.RunAsync("doctor", "--policy", $"openpi:ws://127.0.0.1:{FreePort()}");

        Assert.That(code, Is.EqualTo(ExitCode.Infrastructure));
        Assert.That(output, Does.Match("MISSING +policy server +ws://.* cannot be reached"));
    }

    [TestCase("vla-eval", "openpi", "speaks another protocol than vla-eval's: ")]
    [TestCase("openpi", "openvla", "answers a websocket with HTTP 404: is it a policy server that speaks openpi's protocol?")]
    [TestCase("groot", "openpi", "speaks another protocol than groot's: HTTP, as servers of websockets")]
    public async Task ServerOfAnotherProtocol_IsASentence(string asked, string spoken, string reason)
    {
        await using var served = await ServedCommand.StartAsync(null, "--policy", "hold", "--protocol", spoken);
        var scheme = asked == "groot" ? "tcp" : "ws";

        var (code, output, error) = await Typed.RunAsync("policy", "describe", $"{asked}:{scheme}://127.0.0.1:{served.Address.Port}");

        Assert.That((code, output), Is.EqualTo((ExitCode.Infrastructure, "")), error);
        Assert.That(error, Does.Contain(reason).And.Not.Contain("   at "));
    }

    [Test]
    public async Task WhatIsNoServer_IsRefused()
    {
        var doctor = await Typed.RunAsync("doctor", "--policy", "planner");
        var json = await Typed.RunAsync("policy", "describe", "checkpoints/naive", "--json");
        var setting = await Typed.RunAsync("policy", "describe", "openpi:ws://127.0.0.1:8000?patients=3");

        Assert.That(new[] { doctor.Code, json.Code, setting.Code }, Is.All.EqualTo(ExitCode.Usage));
        Assert.That(doctor.Error, Does.Contain("--policy planner: expected a policy server, ").And.Contain("openpi:ws://HOST:PORT"));
        Assert.That(json.Error, Does.Contain("--json: of a policy server"));
        Assert.That(setting.Error, Does.Contain("POLICY openpi:ws://127.0.0.1:8000?patients=3: ").And.Contain("did you mean 'patience'"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
