namespace BlindVla.Training;

/// <summary>Forms of what stands between student and teacher.</summary>
public enum ProjectorKind
{
    /// <summary>Norm and three layers.</summary>
    Mlp,

    /// <summary>One matrix.</summary>
    Cosine,

    /// <summary>One matrix with orthonormal rows or columns.</summary>
    Orthogonal,

    /// <summary>Each channel brought to mean 0 and variance 1, then one matrix.</summary>
    Whitening,
}
