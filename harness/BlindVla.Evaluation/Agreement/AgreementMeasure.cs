using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <param name="Value">Null where it is not defined: a correlation when all rates of a world are the same.</param>
/// <param name="Interval">95 %, over other scenes than these with the same policies and cells; null where there are too few, or
/// too many draws of them define nothing.</param>
public sealed record AgreementMeasure(double? Value, Interval? Interval);
