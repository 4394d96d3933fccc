namespace BlindVla.Policies.Torch;

/// <summary>How far what the student sees is from what its teacher sees.</summary>
public enum AlignmentDistance
{
    /// <summary>-cos of each token with the teacher's, from -1 to 1: the paper's.</summary>
    Cosine,

    /// <summary>The mean squared difference of each value.</summary>
    L2,

    /// <summary>Cross-entropy of a token's own place among all of the teacher's tokens of the same picture (NT-Xent, Chen et al. 2020,
    /// arXiv 2002.05709).</summary>
    NtXent,
}
