using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Textures;

/// <summary>A picture that is blended over what the camera sees, to distract.</summary>
/// <param name="Name">The texture's name in the catalogue of scenarios.</param>
internal sealed record DistractorTexture(string Name, Pattern Pattern)
{
    public const int Width = 1280;
    public const int Height = 960;

    /// <summary>One sample in the middle of every pixel: patterns soften their own edges.</summary>
    public Picture Render()
    {
        var picture = new Picture(Width, Height);
        Parallel.For(0, Height, row =>
        {
            for (var column = 0; column < Width; column++)
                picture[column, row] = Pattern(column + 0.5, row + 0.5);
        });
        return picture;
    }
}
