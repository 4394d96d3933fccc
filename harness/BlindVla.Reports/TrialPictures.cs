using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>Keeps how each trial began and how it ended as two pictures: what was laid, and what was judged. A trial that is run again
/// replaces its own.</summary>
/// <param name="folder">Of the pictures, e.g. <c>pictures</c> in a run's folder.</param>
/// <param name="camera">What is kept, and how large.</param>
public sealed class TrialPictures(string folder, CameraRequest camera)
{
    private CameraRequest Request => camera;

    /// <summary>For <see cref="EvaluationOptions.Watchers"/>.</summary>
    public IEpisodeObserver Watch(EpisodeSpec episode, string policy) => new Camera(this, new(episode.Id, policy));

    private void Write(TrialKey trial, string when, Picture picture)
    {
        var path = Path.Combine(folder, TrialFile.RelativePath(trial, $".{when}{RunFolder.PictureExtension}"));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, FastPng.Encode(picture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    private sealed class Camera(TrialPictures pictures, TrialKey trial) : IEpisodeObserver
    {
        private Picture _start;
        private Picture _end;

        public ImmutableArray<CameraRequest> Cameras { get; } = [pictures.Request];

        public void OnReset(TimeStep first) => _start = _end = Seen(first);

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => _end = Seen(now);

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken)
        {
            pictures.Write(trial, "start", _start);
            pictures.Write(trial, "end", _end);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Picture Seen(TimeStep now)
        {
            var wanted = Cameras[0];
            var image = now.Observation.Images.First(image =>
                (image.Camera, image.Width, image.Height) == (wanted.Name, wanted.Width, wanted.Height)
            );
            return Picture.Of(image.Copy());
        }
    }
}
