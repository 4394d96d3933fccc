namespace BlindVla.Training;

/// <summary>How well pictures are understood that were not learned from.</summary>
/// <param name="Step">Steps that were made.</param>
/// <param name="TokenLoss">Nats a token.</param>
/// <param name="TokenAccuracy">Share of labelled tokens that were the likeliest, given those before.</param>
/// <param name="PlaceLoss">Nats a name.</param>
/// <param name="PlaceError">Median distance from a thing to where it was said to be, as a fraction of the picture's edge; null where no
/// places are known.</param>
/// <param name="GripperError">The same of the gripper.</param>
/// <param name="PresenceAccuracy">Of "is it there at all", half from names that are, half from names that are not.</param>
/// <param name="AlignLoss">Distance from the teacher, not weighted; null where the recipe has none.</param>
/// <param name="Cosine">With the teacher's features, the mean over the patches.</param>
public sealed record ValidationRow(
    long Step,
    double? TokenLoss,
    double? TokenAccuracy,
    double? PlaceLoss,
    double? PlaceError,
    double? GripperError,
    double? PresenceAccuracy,
    double? AlignLoss,
    double? Cosine
);
