using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>What no patience helps against, in the same words whatever the server is spoken to through.</summary>
internal static class RemoteFailure
{
    private const int MaxReason = 4000;

    /// <summary>The server says that it failed.</summary>
    /// <param name="reason">Of any length and shape: a server may say anything.</param>
    public static PolicyException Said(Uri address, string reason) => new($"{address} failed: {VisibleText.Lines(reason, MaxReason)}");

    /// <summary>The server does not take the key, or wants one.</summary>
    /// <param name="how">In what way it says so, such as <c> (401)</c>; nothing where there is only one.</param>
    public static PolicyException Key(RemoteSettings settings, string how = "", Exception? cause = null) =>
        new(
            settings.ApiKey is null
                ? $"{settings.Address} wants a key{how}: key_file=FILE"
                : $"{settings.Address} refuses the key{how}; give the right one: key_file=FILE",
            cause
        );
}
