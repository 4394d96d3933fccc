using System.Security.Cryptography;

namespace BlindVla.Policies.Remote;

/// <summary>What an episode is called on the wire, where a protocol wants that.</summary>
internal static class EpisodeName
{
    /// <summary>One that no other client uses either: servers share what they remember among all that use the same.</summary>
    public static string Create() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
