using System.Net;
using System.Net.Sockets;
using BlindVla.Core;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>A client of one protocol and a server of another: refused at once, though the client would wait for a server that is not up
/// yet.</summary>
[CancelAfter(60_000)]
internal sealed class OtherProtocolTests
{
    private static readonly CameraRequest Camera = new(Conventions.MainCamera, 2, 1);

    private static readonly (string Scheme, Wire Wire)[] Wires =
    [
        ("ws", new OpenPiWire()),
        ("ws", new VlaEvalWire()),
        ("http", new OpenVlaWire()),
        ("tcp", new GrootWire()),
        ("ws", new XPolicyLabWire()),
        ("grpc", new LeRobotWire()),
    ];

    private static IEnumerable<TestCaseData> Pairs =>
        Wires.SelectMany(client =>
            Wires
                .Where(server => server.Wire != client.Wire)
                .Select(server =>
                    new TestCaseData(client.Scheme, client.Wire, server.Wire).SetArgDisplayNames(client.Wire.Mapping, server.Wire.Mapping)
                )
        );

    /// <summary>OpenVLA's servers need say nothing of themselves, so that its client sees what is not one when it asks.</summary>
    [TestCaseSource(nameof(Pairs))]
    public async Task ServerOfAnotherProtocol_IsThePolicysFault_WithoutPatience(string scheme, Wire client, Wire server)
    {
        await using var running = await Served.ServeAsync(new StillPolicy(Camera), MappingOf(server));
        // However patient: no time passes here, so that whoever waits for the server to come up waits for ever.
        var settings = Served.Settings(new UriBuilder(running.Address) { Scheme = scheme }.Uri, MappingOf(client)) with
        {
            Patience = TimeSpan.FromSeconds(600),
        };

        var fault = await Assert.ThrowsAsync<PolicyException>(async () =>
        {
            await using var policy = await Served.ConnectAsync(client, settings, new FakeTimeProvider());
            await using var session = policy.BeginEpisode(new("e", "put it", 0, []));
            await session.PredictAsync(
                new(0, [new(Conventions.MainCamera, 2, 1, new byte[6], 0)], new float[14], null),
                TestContext.CurrentContext.CancellationToken
            );
        });

        Assert.That(fault!.Fault, Is.EqualTo(PolicyFault.Failed), fault.Message);
        Assert.That(fault.Message, Does.Not.Contain("line ,"));
    }

    [TestCase("\u00ff\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u007f", PeerTransport.ZeroMq)]
    [TestCase("\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000", PeerTransport.Http2)]
    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\nAn HTTP/1.x request was sent to an HTTP/2 only endpoint.", PeerTransport.Http2)]
    [TestCase("HTTP/1.1 426 Upgrade Required\r\n\r\n", PeerTransport.Http)]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n", null)]
    [TestCase("", null)]
    public async Task Look_TellsWhatAServerSpeaks(string said, object? expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var looking = PeerProbe.LookAsync(new($"http://127.0.0.1:{port}"), CancellationToken.None);
        using (var socket = await listener.AcceptSocketAsync())
        {
            await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(said));
            socket.Shutdown(SocketShutdown.Send);

            Assert.That(await looking, Is.EqualTo((PeerTransport?)expected));
        }
        listener.Stop();
        Assert.That(await PeerProbe.LookAsync(new($"http://127.0.0.1:{port}"), CancellationToken.None), Is.Null, "nobody is there");
    }

    private static EmbodimentMapping MappingOf(Wire wire) => SomeMapping.Of(wire.Mapping, (wire.Size, "size: 2x1"));
}
