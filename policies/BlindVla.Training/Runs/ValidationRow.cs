using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>How well pictures are understood that were not learned from.</summary>
/// <param name="Step">Steps that were made.</param>
/// <param name="TokenLoss">Nats a token.</param>
/// <param name="TokenAccuracy">Share of labelled tokens that were the likeliest, given those before.</param>
/// <param name="ActionError">Mean absolute difference of the likeliest actions from the labels, as their bins say them, each value from -1
/// to 1, given those before; null where no actions are learned.</param>
/// <param name="PlaceLoss">Nats a name.</param>
/// <param name="PlaceError">Median distance from a thing to where it was said to be, as a fraction of the picture's edge; null where no
/// places are known.</param>
/// <param name="PlaceErrorMm">The same on the table; see <see cref="TableDistance"/>.</param>
/// <param name="GripperError">As <paramref name="PlaceError"/>, of the gripper.</param>
/// <param name="PresenceAccuracy">Of "is it there at all", half from names that are, half from names that are not.</param>
/// <param name="AlignLoss">Distance from the teacher, not weighted; null where the recipe has none.</param>
/// <param name="Cosine">With the teacher's features, the mean over the patches.</param>
public sealed record ValidationRow(
    long Step,
    double? TokenLoss,
    double? TokenAccuracy,
    double? ActionError,
    double? PlaceLoss,
    double? PlaceError,
    double? PlaceErrorMm,
    double? GripperError,
    double? PresenceAccuracy,
    double? AlignLoss,
    double? Cosine
)
{
    /// <summary>What files say of it, by name.</summary>
    internal static ImmutableArray<(string Name, Func<ValidationRow, double?> Value)> Columns { get; } =
    [
        ("token_loss", row => row.TokenLoss),
        ("token_accuracy", row => row.TokenAccuracy),
        ("action_error", row => row.ActionError),
        ("place_loss", row => row.PlaceLoss),
        ("place_error", row => row.PlaceError),
        ("place_error_mm", row => row.PlaceErrorMm),
        ("gripper_error", row => row.GripperError),
        ("presence_accuracy", row => row.PresenceAccuracy),
        ("align_loss", row => row.AlignLoss),
        ("cosine", row => row.Cosine),
    ];
}
