namespace BlindVla.Reports;

/// <summary>Which episodes are filmed.</summary>
public enum VideoMode
{
    None,
    Failures,
    All,
}
