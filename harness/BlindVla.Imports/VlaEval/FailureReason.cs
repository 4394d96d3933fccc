namespace BlindVla.Imports;

/// <summary>
/// Why an episode of vla-eval broke off. Its orchestrator knows four reasons: <c>server_unreachable</c>, <c>connection_closed</c>,
/// <c>timeout</c> and <c>exception</c>, and counts each as a failure. Here an infrastructure fault is never one. The policy's own is only
/// an exception that says that its server answered with an error; whatever else there is, now or later, counts as infrastructure.
/// </summary>
internal static class FailureReason
{
    private const string Exception = "exception";

    /// <summary>Last line of the traceback when the client got an error in place of an action.</summary>
    private const string ServersAnswer = "RuntimeError: Server error:";

    public static bool IsThePolicys(string reason, string? detail) =>
        reason == Exception && LastLine(detail).StartsWith(ServersAnswer, StringComparison.Ordinal);

    /// <summary>In one line: what a traceback says stands at its end.</summary>
    public static string InWords(string reason, string? detail) => LastLine(detail) is { Length: > 0 } line ? $"{reason}: {line}" : reason;

    private static string LastLine(string? detail) =>
        detail?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
}
