using System.Globalization;
using System.Text;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Policies.Remote;

namespace BlindVla.Cli;

/// <summary>A policy server in words.</summary>
internal static class ServerDescription
{
    private const int MaxDeclared = 200;
    private const int MaxDeclarations = 40;

    /// <summary>A line for each thing, as <c>policy describe</c> has it.</summary>
    public static string Plain(ServerInspection server)
    {
        var text = new StringBuilder();
        Add("server", $"{server.Address}, said what it is within {Milliseconds(server.ConnectSeconds)}");
        Add("protocol", $"{server.Protocol}{(server.ProtocolVersion is { } version ? $", version {version}" : "")}");
        JsonProperty[] declared = [.. server.Declares.EnumerateObject()];
        foreach (var property in declared.Take(MaxDeclarations))
            Add("declares", $"{VisibleText.Line(property.Name, MaxDeclared)}: {VisibleText.Line(Value(property.Value), MaxDeclared)}");
        if (declared.Length > MaxDeclarations)
            Add("declares", $"... and {declared.Length - MaxDeclarations} more; --json has them");
        if (declared.Length == 0)
            Add("declares", "nothing: which checkpoint it is, and that it fits the mapping, cannot be checked");
        Add(
            "mapping",
            $"{server.Mapping} ({server.MappingSha256[..12]}): "
                + (server.Problems.IsEmpty ? "nothing that the server declares contradicts it" : "the server does not fit it")
        );
        foreach (var problem in server.Problems)
            Add("problem", problem);
        if (server.AnswerProblem is { } reason)
            Add("problem", reason);
        if (server.FirstAnswerSeconds is { } first)
            Add("first answer", $"{Milliseconds(first)}, with its connection");
        foreach (var load in server.Loads)
            Add(load.Sessions == 1 ? "round trip" : "", Of(load));
        return text.ToString();

        void Add(string subject, string line) => text.Append(CultureInfo.InvariantCulture, $"{subject, -12} {line}\n");
    }

    /// <summary>The same in a line, of a server that fits.</summary>
    public static string Line(ServerInspection server) =>
        $"{server.Protocol}{(server.ProtocolVersion is { } version ? $" {version}" : "")}, mapping {server.Mapping}: "
        + string.Join("; ", server.Loads.Select(Of));

    private static string Of(ServerLoad load)
    {
        var sessions = load.Sessions == 1 ? "1 session" : $"{load.Sessions} sessions";
        return load.Problem is { } problem
            ? $"{sessions}: {problem}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{sessions}: median {Milliseconds(load.MedianSeconds)}, 95 % within {Milliseconds(load.P95Seconds)}, "
                    + $"{load.AnswersPerSecond:0.#} answers/s"
            );
    }

    private static string Value(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{1e3 * seconds:0.0} ms");
}
