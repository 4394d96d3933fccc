namespace BlindVla.Reports;

/// <param name="Title">Heading.</param>
/// <param name="IsNumber">Aligned to the right.</param>
public sealed record TableColumn(string Title, bool IsNumber = false);
