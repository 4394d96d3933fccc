namespace BlindVla.Imaging;

/// <summary>A colour, 8 bits per channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb Black => new(0, 0, 0);

    public static Rgb White => new(255, 255, 255);

    public static Rgb DarkGreen => new(30, 120, 50);
}
