using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>What a batch came to.</summary>
/// <param name="Total">The loss with its gradient.</param>
/// <param name="TokenLoss">Mean over the labelled tokens, nats; null where none are.</param>
/// <param name="TokenAccuracy">Share of labelled tokens that were the likeliest.</param>
/// <param name="ActionError">Mean absolute difference of the likeliest actions from the labels, as their bins say them; null where no label
/// is an action.</param>
/// <param name="PlaceLoss">Nats.</param>
/// <param name="AlignLoss">Distance from the teacher, not weighted; null where there is none.</param>
/// <param name="Cosine">With the teacher's features, the mean over the patches.</param>
/// <param name="PlaceShares">[B, names, patches + 1]: where each name was said to be.</param>
/// <param name="PlacePoints">[B, names, 2, patches]: the point that each patch says, from the left and from the top, in patches.</param>
internal sealed record Judgement(
    Tensor Total,
    double? TokenLoss,
    double? TokenAccuracy,
    double? ActionError,
    double? PlaceLoss,
    double? AlignLoss,
    double? Cosine,
    Tensor? PlaceShares,
    Tensor? PlacePoints
);
