using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Notes what is seen and what an expert wants to do; something near it, or something else altogether, is done.</summary>
/// <param name="expert">Who says what to do.</param>
/// <param name="performer">Who says what is done instead, before it is disturbed; null: the expert.</param>
/// <param name="camera">What is noted of the world.</param>
/// <param name="demonstration">Where it is noted.</param>
/// <param name="disturb">What is done, given what should be.</param>
internal sealed class DemonstratingPolicy(
    IPolicy expert,
    IPolicy? performer,
    CameraRequest camera,
    Demonstration demonstration,
    Func<float[], float[]> disturb
) : IPolicy
{
    public PolicySpec Spec { get; } = expert.Spec with { Cameras = [camera], IsPrivileged = true };

    public IPolicySession BeginEpisode(EpisodeBrief episode) =>
        new Session(expert.BeginEpisode(episode), performer?.BeginEpisode(episode), demonstration, disturb);

    /// <summary>Expert and performer belong to whoever made them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(
        IPolicySession expert,
        IPolicySession? performer,
        Demonstration demonstration,
        Func<float[], float[]> disturb
    ) : IPolicySession
    {
        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var wanted = (await expert.PredictAsync(observation, cancellationToken))[0].ToArray();
            demonstration.Add(observation, wanted);
            var done = performer is null ? wanted : (await performer.PredictAsync(observation, cancellationToken))[0].ToArray();
            return ActionChunk.Single(disturb(done));
        }

        public async ValueTask DisposeAsync()
        {
            await expert.DisposeAsync();
            if (performer is not null)
            {
                await performer.DisposeAsync();
            }
        }
    }
}
