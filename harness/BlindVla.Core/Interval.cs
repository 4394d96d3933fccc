namespace BlindVla.Core;

/// <summary>Every number from <paramref name="Minimum"/> to <paramref name="Maximum"/>, both included.</summary>
public readonly record struct Interval(double Minimum, double Maximum)
{
    public bool Contains(double value) => value >= Minimum && value <= Maximum;

    public override string ToString() => $"{Minimum:0.######} to {Maximum:0.######}";
}
