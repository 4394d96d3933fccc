namespace BlindVla.Core;

/// <summary>Linear red, green and blue.</summary>
public readonly record struct LinearColor(double Red, double Green, double Blue)
{
    public static LinearColor White => new(1, 1, 1);
}
