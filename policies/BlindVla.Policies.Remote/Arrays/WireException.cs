using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A message of a peer is not what its protocol says. The message tells what was expected and found.</summary>
public sealed class WireException(string message, Exception? inner = null) : Exception(message, inner)
{
    private const int MaxShown = 80;

    /// <summary>A peer's text in the middle of a sentence.</summary>
    internal static string Shown(string text) => VisibleText.Line(text, MaxShown);
}
