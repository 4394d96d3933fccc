using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>What is learned, and how much each part counts.</summary>
/// <param name="Tokens">Cross-entropy of the labelled tokens.</param>
/// <param name="Neighbours">Shares of an action's label that go to the bins one, two, ... beside it, on each side.</param>
/// <param name="Places">Cross-entropy of the place of each name.</param>
/// <param name="Align">Alignment with a teacher; null for none.</param>
public sealed record LossWeights(double Tokens, ImmutableArray<double> Neighbours, double Places, AlignmentSettings? Align = null);
