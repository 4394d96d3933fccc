using System.CommandLine;
using System.CommandLine.Parsing;

namespace BlindVla.Cli;

/// <summary>The options that say who is told of a run while it goes on.</summary>
internal sealed class TelemetryOptions
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string GrpcProtocol = "grpc";
    private const string HttpProtocol = "http/protobuf";

    private readonly Option<Uri?> _otlp = new("--otlp")
    {
        Description =
            "Send metrics, and a trace of each trial, to the OpenTelemetry collector at this address, e.g. http://127.0.0.1:4317. Default: "
            + "that of OTEL_EXPORTER_OTLP_ENDPOINT, or nowhere.",
        HelpName = "URL",
        CustomParser = result => AddressOf(result),
    };

    private readonly Option<int?> _prometheus = Options.NumberOrNone<int>(
        "--prometheus",
        "Let Prometheus read metrics at http://127.0.0.1:PORT/metrics while the command runs.",
        "PORT",
        least: 1,
        most: 65_535
    );

    public IEnumerable<Option> All => [_otlp, _prometheus];

    /// <summary>Of the port that only one process of a machine can have.</summary>
    public string PortOption => _prometheus.Name;

    /// <summary>Begins to tell; ends with what is returned.</summary>
    /// <exception cref="CommandException">The port is taken, or a standard variable is not understood.</exception>
    public Telemetry Start(ParseResult parse) =>
        new(parse.GetValue(_otlp) ?? StandardEndpoint(), IsHttp(), parse.GetValue(_prometheus), Invocation.Of(parse).Progress.WriteLine);

    private static Uri? StandardEndpoint() =>
        Environment.GetEnvironmentVariable(EndpointVariable) is not { Length: > 0 } text ? null
        : Address(text) is { } address ? address
        : throw new CommandException(ExitCode.Usage, Misunderstood(EndpointVariable, text));

    private static bool IsHttp() =>
        Environment.GetEnvironmentVariable(ProtocolVariable) switch
        {
            HttpProtocol => true,
            null or "" or GrpcProtocol => false,
            var other => throw new CommandException(
                ExitCode.Usage,
                $"{ProtocolVariable}: expected {GrpcProtocol} or {HttpProtocol}, found '{other}'"
            ),
        };

    private static Uri? AddressOf(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var address = Address(text);
        if (address is null)
            result.AddError(Misunderstood("--otlp", text));
        return address;
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static string Misunderstood(string where, string text) =>
        $"{where}: expected an address such as http://127.0.0.1:4317, found '{text}'";
}
