namespace BlindVla.Policies.Torch;

/// <summary>How tokens are chosen.</summary>
/// <param name="ActionTokensOnly">Only action tokens can be chosen; otherwise any token of the vocabulary, as the published code's
/// predict_action does.</param>
/// <param name="Temperature">0 takes the likeliest token; above, tokens are drawn from the softmax of the logits divided by it.</param>
public sealed record GenerationOptions(bool ActionTokensOnly = true, double Temperature = 0);
