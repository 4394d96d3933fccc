using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Boards;

/// <summary>The colours of boards and signs, far enough apart to be told by name.</summary>
internal static class Inks
{
    public static readonly Rgb Ground = Rgb.Hex(0xF7F7F4);
    public static readonly Rgb Edge = Rgb.Hex(0x5A5F66);
    public static readonly Rgb White = Rgb.Hex(0xFFFFFF);
    public static readonly Rgb Black = Rgb.Hex(0x161616);
    public static readonly Rgb Red = Rgb.Hex(0xD11A1F);
    public static readonly Rgb Green = Rgb.Hex(0x0E8A3A);
    public static readonly Rgb Blue = Rgb.Hex(0x1350B8);
    public static readonly Rgb Orange = Rgb.Hex(0xF57A00);
    public static readonly Rgb Purple = Rgb.Hex(0x7A2BA6);
    public static readonly Rgb Yellow = Rgb.Hex(0xF7D000);
    public static readonly Rgb Brown = Rgb.Hex(0x6E3F1B);
}
