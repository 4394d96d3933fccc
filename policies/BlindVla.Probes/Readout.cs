namespace BlindVla.Probes;

/// <summary>How well things are read out of a layer. Guessing has a presence of 0.5.</summary>
/// <param name="Group">Their kind, and whether the benchmark holds them out from fine-tuning: <c>held-out objects</c>.</param>
/// <param name="Names">Different things.</param>
/// <param name="Presence">From the mean over all patches, whether a thing is there: the mean of the accuracies of what is there and what is
/// not, averaged over the names.</param>
/// <param name="Places">Things whose place was asked for.</param>
/// <param name="PlaceError">Median distance between a thing and where the patches say it is, as a share of the picture's edge.</param>
public sealed record Readout(string Group, int Names, double Presence, int Places, double PlaceError);
