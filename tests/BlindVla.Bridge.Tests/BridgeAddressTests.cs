namespace BlindVla.Bridge.Tests;

public sealed class BridgeAddressTests
{
    [TestCase("unix:/run/user/1/s", BridgeTransport.Unix, "/run/user/1/s", 0)]
    [TestCase("tcp:127.0.0.1:50051", BridgeTransport.Tcp, "127.0.0.1", 50051)]
    [TestCase("tcp:localhost:1", BridgeTransport.Tcp, "localhost", 1)]
    [TestCase("tcp:[::1]:65535", BridgeTransport.Tcp, "[::1]", 65535)]
    [TestCase("https://robot.example:443", BridgeTransport.Https, "robot.example", 443)]
    public void Parse_OfAnAddress_KeepsItsParts(string text, BridgeTransport transport, string host, int port)
    {
        var address = BridgeAddress.Parse(text);

        Assert.That((address.Transport, address.Host, address.Port), Is.EqualTo((transport, host, port)));
        Assert.That(address.ToString(), Is.EqualTo(text));
    }

    [TestCase("", "expected unix:/path")]
    [TestCase("localhost:50051", "expected unix:/path")]
    [TestCase("http://localhost:50051", "expected unix:/path")]
    [TestCase("unix:relative", "must be absolute")]
    [TestCase("tcp:127.0.0.1", "no port")]
    [TestCase("tcp:127.0.0.1:0", "no port")]
    [TestCase("tcp:127.0.0.1:65536", "no port")]
    [TestCase("https://robot.example", "no port")]
    [TestCase("tcp:robot.example:50051", "use https://robot.example:50051 with a token")]
    public void Parse_OfAnythingElse_SaysWhatIsExpected(string text, string expected)
    {
        Assert.That(() => BridgeAddress.Parse(text), Throws.InstanceOf<FormatException>().With.Message.Contains(expected));
    }
}
