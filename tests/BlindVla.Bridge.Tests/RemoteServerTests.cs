using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlindVla.Core;
using BlindVla.TestKit;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlindVla.Bridge.Tests;

/// <summary>A server on another machine: TLS and a token, and what is said when one of them is wrong.</summary>
[CancelAfter(60_000)]
public sealed class RemoteServerTests
{
    private static readonly float[] Hold = [0, 0, 0, 0, 0, 0, 1];

    private DirectoryInfo _folder = null!;
    private X509Certificate2 _certificate = null!;

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public void MakeCertificate()
    {
        _folder = Directory.CreateTempSubdirectory("blindvla-test-");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        File.WriteAllText(TokenFile, "open-sesame\n");
    }

    [OneTimeTearDown]
    public void RemoveCertificate()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private string CertificateFile => Path.Combine(_folder.FullName, "server.pem");

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    [Test]
    public async Task Https_WithCertificateAndToken_RunsAnEpisode()
    {
        await using var server = await FakeSimServer.StartTlsAsync(_certificate, new FakeServerSettings { Token = "open-sesame" });
        await using var source = Connect(server.Address, new BridgeSettings { CertificateFile = CertificateFile, TokenFile = TokenFile });
        await using var environment = await source.OpenAsync(0, Cancellation);

        await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
        var step = await environment.StepAsync(Hold, ObservationRequest.Nothing, Cancellation);

        Assert.That(step.Observation.TimeSeconds, Is.EqualTo(0.2).Within(1e-9));
    }

    [Test]
    public async Task Https_WithTheLongestToken_IsAnswered()
    {
        var longest = new string('t', 4096);
        var file = Path.Combine(_folder.FullName, "longest");
        await File.WriteAllTextAsync(file, $"\n{longest} \n", Cancellation);
        await using var server = await FakeSimServer.StartTlsAsync(_certificate, new FakeServerSettings { Token = longest });
        await using var source = Connect(server.Address, new BridgeSettings { CertificateFile = CertificateFile, TokenFile = file });

        Assert.That((await source.DescribeAsync(Cancellation)).Name, Is.Not.Empty);
    }

    [Test]
    public async Task Https_WithoutToken_SaysWhereToLook()
    {
        await using var server = await FakeSimServer.StartTlsAsync(_certificate, new FakeServerSettings { Token = "open-sesame" });
        await using var source = Connect(server.Address, new BridgeSettings { CertificateFile = CertificateFile });

        var fault = await Fault.OfAsync(async () => await source.DescribeAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(fault.Message, Does.Contain("check the token file"));
    }

    [Test]
    public async Task Https_CertificateNobodyVouchesFor_IsUnavailable()
    {
        await using var server = await FakeSimServer.StartTlsAsync(_certificate, new FakeServerSettings());
        await using var source = Connect(server.Address, new BridgeSettings());

        var fault = await Fault.OfAsync(async () => await source.DescribeAsync(Cancellation));

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Unavailable).Or.EqualTo(EnvironmentFault.Internal));
        Assert.That(fault.Message, Does.Contain("certificate").IgnoreCase);
    }

    [Test]
    public async Task TokenOrCertificateFile_ThatCannotBeUsed_IsNamed()
    {
        var missing = Path.Combine(_folder.FullName, "missing");
        var empty = Path.Combine(_folder.FullName, "empty");
        await File.WriteAllTextAsync(empty, " \n", Cancellation);
        foreach (
            var settings in new[]
            {
                new BridgeSettings { TokenFile = missing },
                new BridgeSettings { CertificateFile = missing },
            }
        )
        {
            await using var source = Connect("https://localhost:1", settings);
            Assert.That((await Fault.OfAsync(source.DescribeAsync(Cancellation))).Message, Does.Contain(missing));
        }
        await using var withEmpty = Connect("https://localhost:1", new BridgeSettings { TokenFile = empty });
        Assert.That((await Fault.OfAsync(withEmpty.DescribeAsync(Cancellation))).Message, Does.Contain("does not hold one token"));
        (int, string)[] tooLongOnes = [(4097, "has 4097 bytes; expected at most 4096"), (8193, "expected at most 8192 bytes, found 8193")];
        foreach (var (length, complaint) in tooLongOnes)
        {
            var tooLong = Path.Combine(_folder.FullName, $"{length}");
            await File.WriteAllTextAsync(tooLong, new string('t', length), Cancellation);
            await using var source = Connect("https://localhost:1", new BridgeSettings { TokenFile = tooLong });
            Assert.That((await Fault.OfAsync(source.DescribeAsync(Cancellation))).Message, Does.Contain(tooLong).And.Contain(complaint));
        }
        await using var endless = Connect("https://localhost:1", new BridgeSettings { TokenFile = "/dev/zero" });
        Assert.That(
            (await Fault.OfAsync(endless.DescribeAsync(Cancellation))).Message,
            Does.Contain("/dev/zero").And.Contain("found a device")
        );
        await using var local = Connect("unix:/tmp/s", new BridgeSettings { TokenFile = TokenFile });
        Assert.That((await Fault.OfAsync(local.DescribeAsync(Cancellation))).Message, Does.Contain("over https only"));
    }

    [Test]
    public async Task FakeServer_Health_IsServing()
    {
        await using var server = await FakeSimServer.StartTlsAsync(_certificate, new FakeServerSettings());
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == _certificate.Thumbprint,
        };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });

        var answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation);

        Assert.That(answer.Status, Is.EqualTo(HealthCheckResponse.Types.ServingStatus.Serving));
    }

    private static RemoteServer Connect(string address, BridgeSettings settings) =>
        new(BridgeAddress.Parse(address), settings, TimeProvider.System, NullLogger<RemoteServer>.Instance);
}
