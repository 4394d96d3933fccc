using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;

namespace BlindVla.Training;

/// <summary>
/// Makes a data set of episodes that were evaluated: each is gone through again, action by action, and is in it if scene, what the policy
/// saw, actions and outcome are those that were recorded.
/// </summary>
/// <param name="name">Of the data set in statistics of OpenVLA's layout.</param>
/// <param name="rollouts">In the order in which they are to stand.</param>
/// <param name="imageSize">Pixels of a picture's edge, whatever the policy looked at.</param>
/// <param name="workers">Episodes at a time; it changes nothing in what is written.</param>
public sealed class RolloutCollector(
    IEnvironmentSource environments,
    string name,
    ImmutableArray<RecordedRollout> rollouts,
    int imageSize,
    int workers,
    TimeProvider time
)
{
    /// <summary>Begins the data set, or goes on with it.</summary>
    /// <param name="report">Is told of the beginning, where there is something left to do, and of every episode that is kept.</param>
    /// <exception cref="DataSetException">The folder is not for this data set, or cannot be written.</exception>
    /// <exception cref="TrainingException">Nothing can be gone through again in the environment.</exception>
    /// <exception cref="EnvironmentException">No environment can be had, or it refuses a scene.</exception>
    public async Task<RolloutResult> CollectAsync(string folder, Action<CollectingProgress> report, CancellationToken cancellationToken)
    {
        var spec = await environments.DescribeAsync(cancellationToken);
        Require(spec);
        var format = CollectedFormat.Of(spec, imageSize, CollectedFormat.Train) with { HasRollouts = true };
        using var writer = await LeRobotWriter.OpenAsync(folder, format, Arguments(spec));
        var reasons = new Dictionary<int, string>();
        if (!writer.IsFinished)
        {
            var before = writer.Finished.Count;
            var frames = 0;
            var started = time.GetTimestamp();
            report(new(before, before, rollouts.Length, frames, 0));
            var next = before == 0 ? 0 : writer.Finished[^1].Source.Index + 1;
            await CollectingRun.DoAsync(
                environments,
                workers,
                time,
                Enumerable.Range(next, rollouts.Length - next),
                (worker, i, token) => worker.RunAsync(environment => RepeatAsync(environment, i, token), token),
                async repeated =>
                {
                    if (repeated.Episode is { } episode)
                    {
                        await writer.AddAsync(episode);
                        frames += episode.Frames.Length;
                        var seconds = time.GetElapsedTime(started).TotalSeconds;
                        report(new(writer.Finished.Count, before, rollouts.Length, frames, seconds));
                    }
                    else
                    {
                        reasons.Add(repeated.Index, $": {repeated.Difference}");
                    }
                    return true;
                },
                writer.KeepAsync,
                cancellationToken
            );
            if (writer.Finished.Count > 0)
            {
                await writer.FinishAsync(name);
            }
        }
        var kept = writer.Finished.Select(episode => episode.Source.Index).ToHashSet();
        return new(
            kept.Count,
            [
                .. rollouts
                    .Index()
                    .Where(at => !kept.Contains(at.Index))
                    .Select(at => $"{at.Item.Trial.Key}{reasons.GetValueOrDefault(at.Index)}"),
            ]
        );
    }

    private async Task<(int Index, Episode? Episode, string? Difference)> RepeatAsync(
        IEnvironment environment,
        int index,
        CancellationToken cancellationToken
    )
    {
        var (run, episode, trial, replay) = rollouts[index];
        await using var recorder = new RolloutRecorder(new(Conventions.MainCamera, imageSize, imageSize));
        EpisodeResult result;
        try
        {
            result = await new EpisodeRunner(environment, replay, time).RunAsync(episode, [recorder], cancellationToken);
        }
        catch (Exception e) when (e is PolicyException or RunException)
        {
            // The recording ends before the episode does, is not there or was changed.
            return (index, null, e.Message);
        }
        var now = TrialRecord.Finished(episode, trial.Policy, trial.Attempts, result);
        if (RepeatedFact.Of(trial, now).FirstOrDefault(fact => !fact.IsSame) is { } different)
        {
            return (index, null, $"{different.Name} was {different.Recorded}, is now {different.Found}");
        }
        var source = new EpisodeSource(episode.Id, index, trial.Object ?? "", trial.Receptacle ?? "", trial.Table ?? "")
        {
            Rollout = new(
                run,
                trial.Policy,
                trial.Condition.AxisAtLevel,
                trial.Split == Split.InDistribution ? Condition.InDistribution : Condition.OutOfDistribution,
                trial.Outcome.ToString().ToLowerInvariant()
            ),
        };
        return (index, new(episode.Instruction, source, recorder.Frames), null);
    }

    private void Require(EnvironmentSpec spec)
    {
        CollectedFormat.RequireCamera(spec, imageSize);
        var misfits = rollouts.Select(rollout => rollout.Replay).Distinct().SelectMany(replay => Conventions.Mismatches(replay.Spec, spec));
        if (spec.Capabilities.RealTime)
        {
            misfits = misfits.Append("capabilities.real_time: going through episodes again would move a real arm");
        }
        if (!spec.Capabilities.SuccessObservable)
        {
            misfits = misfits.Append("capabilities.success_observable: whether an outcome is repeated cannot be seen");
        }
        var all = misfits.Distinct().ToList();
        if (all.Count > 0)
        {
            throw new TrainingException(
                $"nothing recorded can be gone through again in {spec.Name}:\n{string.Join('\n', all.Select(misfit => $"  {misfit}"))}"
            );
        }
    }

    private Dictionary<string, string> Arguments(EnvironmentSpec spec)
    {
        var trials = rollouts.Select(rollout =>
            $"{rollout.Run} {rollout.Trial.Key} {rollout.Trial.ObservationSha256} {rollout.Trial.RequestedActionsSha256}"
        );
        return new(CollectedFormat.World(spec))
        {
            ["kind"] = "rollouts",
            ["policies"] = string.Join(", ", rollouts.Select(rollout => $"{rollout.Run}:{rollout.Trial.Policy}").Distinct()),
            ["episodes"] = rollouts.Length.ToString(CultureInfo.InvariantCulture),
            ["trials_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', trials)))),
            ["image_size"] = imageSize.ToString(CultureInfo.InvariantCulture),
        };
    }
}
