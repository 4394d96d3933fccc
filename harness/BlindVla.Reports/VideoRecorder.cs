using System.Collections.Immutable;
using System.Threading.Channels;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>
/// Films episodes, one file per trial: H.264 where ffmpeg is installed, animated WebP otherwise, and beside it what was asked for and
/// measured at each frame. A scene that is finished and stays so is left after <see cref="SecondsAfterTheEnd"/>. The frames of an episode
/// are kept in memory until it ends, then encoded on another thread; at most <see cref="WaitingFilms"/> ended episodes wait for that, and
/// a worker that brings one more waits too.
/// </summary>
public sealed class VideoRecorder : IAsyncDisposable
{
    private const int WaitingFilms = 2;
    private const int StillQuality = 75; // of 100
    private const double SecondsAfterTheEnd = 2;

    private readonly string _folder;
    private readonly VideoMode _mode;
    private readonly CameraRequest _camera;
    private readonly TimeSpan _period;
    private readonly ImmutableArray<MeasureSpec> _measures;
    private readonly bool _isMp4;
    private readonly Channel<Take> _films = Channel.CreateBounded<Take>(new BoundedChannelOptions(WaitingFilms) { SingleReader = true });
    private readonly Task _encoding;

    /// <param name="folder">Of the videos, e.g. <c>videos</c> in a run's folder.</param>
    /// <param name="camera">What is filmed, and how large.</param>
    /// <param name="controlPeriodSeconds">Each frame is shown for this long, which is real time.</param>
    /// <param name="measures">That the environment declares; none are kept where it is left out.</param>
    /// <param name="isMp4">Whether films are H.264; where it is left out, whether that can be.</param>
    public VideoRecorder(
        string folder,
        VideoMode mode,
        CameraRequest camera,
        double controlPeriodSeconds,
        ImmutableArray<MeasureSpec>? measures = null,
        bool? isMp4 = null
    )
    {
        (_folder, _mode, _camera, _period) = (folder, mode, camera, TimeSpan.FromSeconds(controlPeriodSeconds));
        (_measures, _isMp4) = (measures ?? [], isMp4 ?? Mp4.IsAvailable);
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
            await foreach (var take in _films.Reader.ReadAllAsync())
            {
                Write(take);
            }
        }
        catch (Exception e)
        {
            // Whoever brings the next film is told.
            _films.Writer.TryComplete(e);
            throw;
        }
    }

    private void Write(Take take)
    {
        string PathOf(string extension) => Path.Combine(_folder, TrialFile.RelativePath(take.Trial, extension));
        var path = PathOf(_isMp4 ? RunFolder.Mp4Extension : RunFolder.WebpExtension);
        var kept = take.Frames[..Kept(take.Frames)];
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            List<Picture> frames = [.. kept.Select((frame, step) => Develop(take, frame, step, step == kept.Count - 1))];
            if (_isMp4)
            {
                Mp4.Write(path, frames, _period);
                AtomicFile.Write(PathOf(RunFolder.StillExtension), PictureFile.EncodeWebp(frames[^1], StillQuality));
            }
            else
            {
                AtomicFile.Write(path, AnimatedWebp.Encode(frames, _period));
            }
            var trace = FilmTrace.Of(
                _period.TotalSeconds,
                take.Frames.Count - 1,
                kept.ConvertAll(frame => frame.Action),
                kept.ConvertAll(frame => frame.Measures),
                _measures
            );
            AtomicFile.Write(PathOf(RunFolder.TraceExtension), trace.Encode());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <summary>How many frames: of a scene that succeeds and stays so no more than shows that it does.</summary>
    private int Kept(List<Frame> frames)
    {
        var finished = frames.FindLastIndex(frame => !frame.Success) + 1;
        return Math.Min(frames.Count, finished + 1 + (int)Math.Ceiling(SecondsAfterTheEnd / _period.TotalSeconds));
    }

    /// <summary>With three lines below it: what was to be done, by whom and under what, and how it stands.</summary>
    private static Picture Develop(Take take, Frame frame, int step, bool isLast)
    {
        const int Margin = 3;
        var canvas = new Canvas(frame.Picture.Width, frame.Picture.Height + (CaptionLines * Canvas.LineHeight));
        canvas.Fill(0, 0, canvas.Width, canvas.Height, frame.Success ? Rgb.DarkGreen : Rgb.Black);
        canvas.Draw(frame.Picture, 0, 0);
        var steps = take.Frames.Count - 1;
        var state =
            frame.Success ? $" · success{(isLast && step < steps ? $" to {steps}" : "")}"
            : isLast && take.Succeeded is { } succeeded ? $" · {(succeeded ? "success before" : "failure")}"
            : "";
        string[] lines =
        [
            take.Instruction,
            $"{take.Trial.Policy} · {take.Condition}",
            $"step {step}/{steps}{Gripper(frame.Action)}{state}",
        ];
        foreach (var (number, line) in lines.Index())
        {
            canvas.Write(
                line,
                Margin,
                frame.Picture.Height + (number * Canvas.LineHeight) + 1,
                Rgb.White,
                frame.Picture.Width - (2 * Margin)
            );
        }
        return canvas.Picture;
    }

    /// <summary>Of a caption below a film.</summary>
    internal const int CaptionLines = 3;

    /// <summary>Nothing before the first action, and where actions are not those of <see cref="Conventions"/>.</summary>
    private static string Gripper(float[] action) =>
        action.Length != Conventions.DeltaEndEffectorPose.Sum(part => part.Length) ? ""
        : action[^1] > 0 ? " · gripper open"
        : " · gripper closed";

    private sealed record Frame(Picture Picture, bool Success, float[] Action, ImmutableArray<double?> Measures);

    /// <param name="Succeeded">By the episode's rule; null where nobody can say.</param>
    private sealed record Take(TrialKey Trial, string Condition, string Instruction, bool? Succeeded, List<Frame> Frames);

    /// <summary>Films one attempt.</summary>
    private sealed class Camera(VideoRecorder recorder, EpisodeSpec episode, string policy) : IEpisodeObserver
    {
        private readonly List<Frame> _frames = new(episode.MaxSteps + 1);

        public ImmutableArray<CameraRequest> Cameras { get; } = [recorder._camera];

        public void OnReset(TimeStep first) => Expose(first, []);

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => Expose(now, requested.ToArray());

        public async ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken)
        {
            var succeeded = result.Succeeded(episode.SuccessRule);
            if (recorder._mode == VideoMode.Failures && succeeded == true)
            {
                return;
            }
            try
            {
                await recorder._films.Writer.WriteAsync(
                    new(new(episode.Id, policy), AxisOf(episode), episode.Instruction, succeeded, _frames),
                    cancellationToken
                );
            }
            catch (ChannelClosedException e) when (e.InnerException is { } cause)
            {
                throw cause is RunException refused ? refused : new InvalidOperationException("the video encoder failed", cause);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static string AxisOf(EpisodeSpec episode) => Condition.NameOf(episode.Axis, episode.Level);

        private void Expose(TimeStep now, float[] action)
        {
            var image = now.Observation.Images.First(image =>
                image.Camera == recorder._camera.Name && image.Width == recorder._camera.Width && image.Height == recorder._camera.Height
            );
            _frames.Add(new(Picture.Of(image.Copy()), now.Progress.Success == true, action, now.Progress.Measures));
        }
    }
}
