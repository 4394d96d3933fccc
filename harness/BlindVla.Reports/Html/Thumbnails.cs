using System.Collections.Immutable;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>The last frame of every film, small enough to be carried in the page.</summary>
internal static class Thumbnails
{
    private const int Width = 96;
    private const int Quality = 55; // of 100; about 1.5 KB a picture

    /// <summary>What all of them take at most before they are written as text, which makes them a third larger.</summary>
    public const int DefaultBudgetBytes = 2_000_000;

    /// <summary>By film, as <c>data:</c> addresses; films that cannot be read, and all from the first that is over the budget, have
    /// none.</summary>
    /// <param name="films">The most wanted first.</param>
    public static ImmutableDictionary<string, string> Of(IEnumerable<Film> films, int budgetBytes = DefaultBudgetBytes)
    {
        var thumbnails = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var film in films)
        {
            if (LastFrame(film) is not { } picture)
            {
                continue;
            }
            budgetBytes -= picture.Length;
            if (budgetBytes < 0)
            {
                break;
            }
            thumbnails[film.Path] = "data:image/webp;base64," + Convert.ToBase64String(picture);
        }
        return thumbnails.ToImmutable();
    }

    private static byte[]? LastFrame(Film film)
    {
        try
        {
            var frame = film.LastFrame();
            return PictureFile.EncodeWebp(BicubicResampler.Resize(frame, Width, Math.Max(1, frame.Height * Width / frame.Width)), Quality);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
    }
}
