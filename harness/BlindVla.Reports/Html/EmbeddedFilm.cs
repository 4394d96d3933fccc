using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Reports;

/// <summary>Films as addresses that are their content.</summary>
internal static class EmbeddedFilm
{
    private const int MaxFilmBytes = 64 << 20;

    /// <summary>Of all of them: browsers open no page that is much larger.</summary>
    private const long MaxBytes = 300L << 20;

    /// <exception cref="RunException">They are too large together.</exception>
    public static void RequireRoom(IEnumerable<Film> films)
    {
        var bytes = films.Sum(film => new FileInfo(film.Path).Length);
        if (bytes > MaxBytes)
        {
            throw new RunException(
                RunFault.Refused,
                $"the films have {bytes >> 20} MiB together, more than the {MaxBytes >> 20} that a page can carry; leave --embed out, or "
                    + "report fewer runs"
            );
        }
    }

    /// <exception cref="RunException">It cannot be read any more.</exception>
    public static string AddressOf(Film film)
    {
        try
        {
            return $"data:{(film.IsMp4 ? "video/mp4" : "image/webp")};base64,"
                + Convert.ToBase64String(BoundedFile.ReadBytes(film.Path, MaxFilmBytes));
        }
        catch (IOException e)
        {
            throw new RunException(RunFault.Refused, $"cannot read the film {film.Path}: {FileFault.Reason(e)}; leave --embed out", e);
        }
    }
}
