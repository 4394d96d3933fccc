namespace BlindVla.Evaluation;

/// <param name="Name">Without its folder.</param>
/// <param name="Sha256">Of its bytes as they were read; of a database that of what was read of it.</param>
public sealed record ImportedFile(string Name, string Sha256);
