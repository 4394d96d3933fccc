using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Cli;

/// <summary>How the scenes that a person lays should look: drawn by a simulator, and kept in the run's folder.</summary>
/// <param name="simulator">Owned by this from now on.</param>
/// <param name="folder">The run's.</param>
/// <param name="say">Told once why nothing is drawn, where that is so.</param>
internal sealed class ExpectedScenes(IEnvironmentSource simulator, string folder, Action<string> say) : IAsyncDisposable
{
    private static readonly ObservationRequest View = new([RunPlan.FilmCamera], Privileged: false);

    private IEnvironment? _world;
    private bool _isGivenUp;
    private (string Episode, Picture Picture)? _last;

    /// <summary>The picture; null where it cannot be drawn, which is no reason not to go on.</summary>
    public async ValueTask<Picture?> DrawAsync(EpisodeSpec episode, CancellationToken cancellationToken)
    {
        if (_last is { } last && last.Episode == episode.Id)
            return last.Picture;
        if (_isGivenUp)
            return null;
        try
        {
            _world ??= await simulator.OpenAsync(worker: 0, cancellationToken);
            var first = await _world.ResetAsync(episode, View, cancellationToken);
            var picture = Picture.Of(first.Observation.Images[0].Copy());
            _last = (episode.Id, picture);
            Keep(episode, picture);
            return picture;
        }
        catch (EnvironmentException e)
        {
            _isGivenUp = true;
            say($"how the scenes should look is not drawn: {e.Message}");
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        await simulator.DisposeAsync();
    }

    private void Keep(EpisodeSpec episode, Picture picture)
    {
        var path = Path.Combine(folder, RunFolder.ExpectedFolder, TrialFile.Name(episode.Id) + RunFolder.PictureExtension);
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
}
