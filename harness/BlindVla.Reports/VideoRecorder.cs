using System.Collections.Immutable;
using System.Threading.Channels;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>
/// Films episodes, one file per trial. The frames of an episode are kept in memory until it ends, then encoded on another thread; at most
/// <see cref="WaitingFilms"/> ended episodes wait for that, and a worker that brings one more waits too.
/// </summary>
public sealed class VideoRecorder : IAsyncDisposable
{
    private const int WaitingFilms = 2;

    private readonly string _folder;
    private readonly VideoMode _mode;
    private readonly CameraRequest _camera;
    private readonly TimeSpan _period;
    private readonly Channel<Film> _films = Channel.CreateBounded<Film>(new BoundedChannelOptions(WaitingFilms) { SingleReader = true });
    private readonly Task _encoding;

    /// <param name="folder">Of the videos, e.g. <c>videos</c> in a run's folder.</param>
    /// <param name="camera">What is filmed, and how large.</param>
    /// <param name="controlPeriodSeconds">Each frame is shown for this long, which is real time.</param>
    public VideoRecorder(string folder, VideoMode mode, CameraRequest camera, double controlPeriodSeconds)
    {
        (_folder, _mode, _camera, _period) = (folder, mode, camera, TimeSpan.FromSeconds(controlPeriodSeconds));
        _encoding = Task.Run(EncodeAsync);
    }

    /// <summary>For <see cref="EvaluationOptions.Watchers"/>; null where nothing is filmed.</summary>
    public Func<EpisodeSpec, string, IEpisodeObserver>? Watch =>
        _mode == VideoMode.None ? null : (episode, policy) => new Camera(this, episode, policy);

    /// <summary>Waits until every film is written.</summary>
    /// <exception cref="RunException">The disk refused one.</exception>
    public async ValueTask DisposeAsync()
    {
        _films.Writer.TryComplete();
        await _encoding;
    }

    private async Task EncodeAsync()
    {
        try
        {
            await foreach (var film in _films.Reader.ReadAllAsync())
            {
                Write(film);
            }
        }
        catch (Exception e)
        {
            // Whoever brings the next film is told.
            _films.Writer.TryComplete(e);
            throw;
        }
    }

    private void Write(Film film)
    {
        var path = Path.Combine(_folder, TrialFile.RelativePath(film.Trial, RunFolder.VideoExtension));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, AnimatedWebp.Encode([.. film.Frames.Select((frame, step) => Develop(film, frame, step))], _period));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    private static Picture Develop(Film film, Frame frame, int step)
    {
        const int Margin = 3;
        var canvas = new Canvas(frame.Picture.Width, frame.Picture.Height + (2 * Canvas.LineHeight));
        canvas.Fill(0, 0, canvas.Width, canvas.Height, frame.Success ? Rgb.DarkGreen : Rgb.Black);
        canvas.Draw(frame.Picture, 0, 0);
        var textWidth = frame.Picture.Width - (2 * Margin);
        canvas.Write(film.Instruction, Margin, frame.Picture.Height + Margin, Rgb.White, textWidth);
        canvas.Write(
            $"{film.Trial.Policy}  {step}/{film.Frames.Count - 1}{(frame.Success ? "  success" : "")}",
            Margin,
            frame.Picture.Height + Canvas.LineHeight + Margin - 1,
            Rgb.White,
            textWidth
        );
        return canvas.Picture;
    }

    private sealed record Frame(Picture Picture, bool Success);

    private sealed record Film(TrialKey Trial, string Instruction, IReadOnlyList<Frame> Frames);

    /// <summary>Films one attempt.</summary>
    private sealed class Camera(VideoRecorder recorder, EpisodeSpec episode, string policy) : IEpisodeObserver
    {
        private readonly List<Frame> _frames = new(episode.MaxSteps + 1);

        public ImmutableArray<CameraRequest> Cameras { get; } = [recorder._camera];

        public void OnReset(TimeStep first) => Expose(first);

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => Expose(now);

        public async ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken)
        {
            if (recorder._mode == VideoMode.Failures && result.Succeeded(episode.SuccessRule) == true)
            {
                return;
            }
            try
            {
                await recorder._films.Writer.WriteAsync(new(new(episode.Id, policy), episode.Instruction, _frames), cancellationToken);
            }
            catch (ChannelClosedException e) when (e.InnerException is { } cause)
            {
                throw cause is RunException refused ? refused : new InvalidOperationException("the video encoder failed", cause);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Expose(TimeStep now)
        {
            var image = now.Observation.Images.First(image =>
                image.Camera == recorder._camera.Name && image.Width == recorder._camera.Width && image.Height == recorder._camera.Height
            );
            _frames.Add(new(Picture.Of(image.Copy()), now.Progress.Success == true));
        }
    }
}
