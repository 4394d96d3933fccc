using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Training;

/// <summary>Names a teacher by what its features depend on.</summary>
internal static class TeacherDigest
{
    /// <param name="name">Of the network and of how a picture is put before it.</param>
    /// <param name="files">Its weights and settings.</param>
    /// <param name="seed">That replaces the weights; null for none.</param>
    public static string Of(string name, int edge, IEnumerable<string> files, ulong? seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{name} {edge} {seed}"));
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
