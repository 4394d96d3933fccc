namespace BlindVla.Training;

/// <summary>What is learned from a data set.</summary>
public enum DataKind
{
    /// <summary>Places and answers to questions.</summary>
    Questions,

    /// <summary>The action of each time step.</summary>
    Actions,
}
