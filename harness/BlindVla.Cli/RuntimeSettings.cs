namespace BlindVla.Cli;

/// <summary>What the .NET runtime takes from the environment, set where the user has not.</summary>
internal static class RuntimeSettings
{
    // The thread that learns of the answer of a server behind TCP reads it, too, instead of waking another one: 0.1 ms of processor
    // time per control step. Nothing here blocks in such a continuation.
    private const string InlineSocketCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>To be called before the first socket is opened.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable(InlineSocketCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineSocketCompletions, "1");
        }
    }
}
