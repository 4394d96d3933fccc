namespace BlindVla.Evaluation;

/// <summary>When an answer to a <see cref="BoardQuestion"/> is right.</summary>
public enum AnswerRule
{
    /// <summary>It says yes and not no, and names the right place and no other. The board's own name ("no left turn sign") does not
    /// count.</summary>
    Strict,

    /// <summary>The words yes and the right place are somewhere in it, as in the public helper: "left or right" passes, on either
    /// side.</summary>
    Lenient,
}
