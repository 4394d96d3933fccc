using System.Collections.Immutable;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>A film that was recorded, found and read whatever its form.</summary>
/// <param name="Path">The file.</param>
public sealed record Film(string Path)
{
    private const int MaxBytes = 256 << 20;

    private static readonly TimeSpan UsualPeriod = TimeSpan.FromSeconds(0.2);

    /// <summary>Null where the trial was not filmed.</summary>
    public static Film? Of(RecordedRun run, TrialKey trial) =>
        RunFolder.FilmOf(run.PartOf(trial).Path, trial) is { } path ? new(path) : null;

    /// <summary>H.264, which can be stepped through.</summary>
    internal bool IsMp4 => System.IO.Path.GetExtension(Path) == RunFolder.Mp4Extension;

    internal FilmTrace? Trace => FilmTrace.Read(System.IO.Path.ChangeExtension(Path, RunFolder.TraceExtension));

    /// <summary>How long each frame is shown.</summary>
    public TimeSpan Period => Trace is { } trace ? TimeSpan.FromSeconds(trace.PeriodSeconds) : UsualPeriod;

    /// <summary>All frames.</summary>
    /// <exception cref="IOException">It cannot be read; of H.264, ffmpeg is not there.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ImmutableArray<Picture> Frames() => IsMp4 ? Mp4.Read(Path) : AnimatedWebp.Read(BoundedFile.ReadBytes(Path, MaxBytes));

    /// <summary>The last one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal Picture LastFrame() =>
        IsMp4
            ? PictureFile.Decode(BoundedFile.ReadBytes(System.IO.Path.ChangeExtension(Path, RunFolder.StillExtension), MaxBytes))
            : AnimatedWebp.LastFrame(BoundedFile.ReadBytes(Path, MaxBytes));

    /// <summary>Films beside each other; one that ends before the others shows its last frame on.</summary>
    public static ImmutableArray<Picture> SideBySide(params IReadOnlyList<ImmutableArray<Picture>> films)
    {
        const int Gap = 4;
        var width = films.Sum(film => film[0].Width) + (Gap * (films.Count - 1));
        var height = films.Max(film => film[0].Height);
        return
        [
            .. Enumerable
                .Range(0, films.Max(film => film.Length))
                .Select(frame =>
                {
                    var canvas = new Canvas(width, height);
                    var left = 0;
                    foreach (var film in films)
                    {
                        canvas.Draw(film[Math.Min(frame, film.Length - 1)], left, 0);
                        left += film[0].Width + Gap;
                    }
                    return canvas.Picture;
                }),
        ];
    }
}
