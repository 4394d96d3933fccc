namespace BlindVla.Reports;

/// <param name="Side">Index into <see cref="EpisodeData.Sides"/>.</param>
/// <param name="Film">Relative to the page; null where the trial was not filmed.</param>
/// <param name="Thumbnail">A <c>data:</c> address.</param>
internal sealed record EpisodeRow(
    int Side,
    string Id,
    string Axis,
    string Outcome,
    string? Phase,
    string Instruction,
    string? Object,
    string? Receptacle,
    string? Table,
    int? FirstSuccessStep,
    string? Error,
    string? JudgedBy,
    string? Note,
    string? RedoneBecause,
    string? Film,
    string? Thumbnail
);
