namespace BlindVla.DataSets;

/// <summary>What a question about a picture asks for.</summary>
public enum QuestionKind
{
    /// <summary>Where something is: two location tokens, column and row.</summary>
    Place,

    /// <summary>Whether something is there: <c>yes</c> or <c>no</c>.</summary>
    Presence,

    /// <summary>The colour of a sign.</summary>
    Colour,

    /// <summary>Which sign is at a side.</summary>
    Sign,

    /// <summary>How many things there are.</summary>
    Count,

    /// <summary>What lies on what, or beside it.</summary>
    Relation,
}
