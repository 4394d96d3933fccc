namespace BlindVla.Evaluation;

/// <summary>What is put in order in both worlds.</summary>
public enum AgreementUnit
{
    /// <summary>Policies, each by the mean of its cells' rates.</summary>
    Policies,

    /// <summary>Every cell of every policy.</summary>
    Cells,
}
