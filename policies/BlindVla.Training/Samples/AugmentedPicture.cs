namespace BlindVla.Training;

/// <summary>A picture after its augmentation: what was at u is at (u - Left) / Edge, what was at v at (v - Top) / Edge.</summary>
/// <param name="Rgb">Rows of pixels, three bytes each.</param>
/// <param name="Left">Of the part that was kept, as a fraction of the picture.</param>
/// <param name="Top">Of the part that was kept.</param>
/// <param name="Edge">Of the part that was kept.</param>
public readonly record struct AugmentedPicture(byte[] Rgb, double Left, double Top, double Edge)
{
    public NamedPlace Moved(NamedPlace place) => place with { U = (place.U - Left) / Edge, V = (place.V - Top) / Edge };
}
