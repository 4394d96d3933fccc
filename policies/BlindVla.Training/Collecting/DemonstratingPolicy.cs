using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Notes what is seen and what an expert wants to do, and does something near it, or something else altogether.</summary>
/// <param name="expert">Who says what to do.</param>
/// <param name="camera">What is noted of the world.</param>
/// <param name="demonstration">Where it is noted.</param>
/// <param name="disturb">What is done, given what the expert wants.</param>
internal sealed class DemonstratingPolicy(IPolicy expert, CameraRequest camera, Demonstration demonstration, Func<float[], float[]> disturb)
    : IPolicy
{
    public PolicySpec Spec { get; } = expert.Spec with { Cameras = [camera], IsPrivileged = true };

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(expert.BeginEpisode(episode), demonstration, disturb);

    /// <summary>The expert belongs to whoever made it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(IPolicySession expert, Demonstration demonstration, Func<float[], float[]> disturb) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var wanted = (await expert.PredictAsync(observation, cancellationToken))[0].ToArray();
            demonstration.Add(observation, wanted);
            return ActionChunk.Single(disturb(wanted));
        }

        public ValueTask DisposeAsync() => expert.DisposeAsync();
    }
}
