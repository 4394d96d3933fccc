using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;
using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>
/// Collects demonstrations: episodes of a suite under an expert, with pictures and with what it wants to do. Only those that end well are
/// kept, in the order of the suite, as many of each object and table as are asked for. Or what an expert would do in the episodes of
/// somebody else (Ross, Gordon and Bagnell 2011).
/// </summary>
/// <param name="name">Of the data set in statistics of OpenVLA's layout.</param>
/// <param name="candidates">The episodes to try, in this order.</param>
/// <param name="expert">Who shows what to do.</param>
public sealed class DemonstrationCollector(
    IEnvironmentSource environments,
    Catalogue catalogue,
    string name,
    ImmutableArray<EpisodeSpec> candidates,
    IPolicy expert,
    DemonstrationOptions options,
    TimeProvider time
)
{
    /// <summary>Begins the data set, or goes on with it.</summary>
    /// <param name="arguments">What decides which candidates there are, by name.</param>
    /// <param name="report">Is told of the beginning, where there is something left to do, and of every demonstration that is kept.</param>
    /// <returns>How many demonstrations there are: fewer than asked for where the candidates did not suffice.</returns>
    /// <exception cref="DataSetException">The folder is not for this data set, or cannot be written.</exception>
    /// <exception cref="TrainingException">The environment lacks what demonstrations need.</exception>
    /// <exception cref="EnvironmentException">No environment can be had, or it refuses a scene.</exception>
    /// <exception cref="PolicyException">The expert cannot act.</exception>
    public async Task<int> CollectAsync(
        string folder,
        IReadOnlyDictionary<string, string> arguments,
        Action<CollectingProgress> report,
        CancellationToken cancellationToken
    )
    {
        var spec = await environments.DescribeAsync(cancellationToken);
        Require(spec);
        var format = CollectedFormat.Of(spec, options.ImageSize, CollectedFormat.Train);
        using var writer = await LeRobotWriter.OpenAsync(folder, format, Arguments(spec, arguments));
        if (writer.IsFinished)
        {
            return writer.Finished.Count;
        }
        var quotas = new Quotas(options.PerObject, options.PerTable);
        foreach (var episode in writer.Finished)
        {
            quotas.Take(episode.Source);
        }
        var before = writer.Finished.Count;
        var (done, frames) = (before, 0);
        var started = time.GetTimestamp();
        report(new(done, before, options.Episodes, frames, 0));
        var next = done == 0 ? 0 : writer.Finished[^1].Source.Index + 1;
        await CollectingRun.DoAsync(
            environments,
            options.Workers,
            time,
            // A quota that is full now is full when this episode's turn comes.
            Enumerable.Range(next, candidates.Length - next).Where(i => quotas.HaveRoom(Source(i))),
            (worker, i, token) => worker.RunAsync(environment => DemonstrateAsync(environment, i, token), token),
            async episode =>
            {
                if (episode is not null && done < options.Episodes && quotas.HaveRoom(episode.Source))
                {
                    quotas.Take(episode.Source);
                    await writer.AddAsync(episode);
                    frames += episode.Frames.Length;
                    report(new(++done, before, options.Episodes, frames, time.GetElapsedTime(started).TotalSeconds));
                }
                return done < options.Episodes;
            },
            writer.KeepAsync,
            cancellationToken
        );
        await writer.FinishAsync(name);
        return done;
    }

    /// <returns>Null where it does not end well.</returns>
    private async Task<Episode?> DemonstrateAsync(IEnvironment environment, int index, CancellationToken cancellationToken)
    {
        var episode = candidates[index];
        var demonstration = new Demonstration(new(SceneNames.Of(episode, catalogue), episode.Scene.Camera));
        var camera = new CameraRequest(Conventions.MainCamera, options.ImageSize, options.ImageSize);
        var disturb = options.Noise.Begin(KeyedRandom.Create(options.Seed, "demonstration-noise", episode.Id));
        var policy = new DemonstratingPolicy(expert, options.Performer, camera, demonstration, disturb);
        var world = new EndingEnvironment(environment, demonstration);
        var result = await new EpisodeRunner(world, policy, time).RunAsync(episode, [], cancellationToken);
        var frames = demonstration.Frames(options.Filter);
        var isWanted = result.SuccessAtEnd == true || options.Performer is not null;
        return isWanted && !frames.IsEmpty ? new(episode.Instruction, Source(index), frames) : null;
    }

    private EpisodeSource Source(int index)
    {
        var episode = candidates[index];
        var scene = (TabletopScene)episode.Scene;
        return new(episode.Id, index, scene.Find(scene.Goal.Object).Asset, scene.Find(scene.Goal.Receptacle).Asset, scene.Table);
    }

    private void Require(EnvironmentSpec spec)
    {
        CollectedFormat.RequireCamera(spec, options.ImageSize);
        var misfits = Conventions.Mismatches(expert.Spec, spec);
        if (!spec.Capabilities.SuccessObservable)
        {
            misfits = misfits.Add("capabilities.success_observable: only what ends well is kept, which this environment does not see");
        }
        if (candidates.FirstOrDefault(episode => episode.Scene is not TabletopScene) is { } other)
        {
            misfits = misfits.Add($"{other.Id}: demonstrations are of objects on a table, this scene is another");
        }
        if (!misfits.IsEmpty)
        {
            throw new TrainingException(
                $"nothing can be demonstrated in {spec.Name}:\n{string.Join('\n', misfits.Select(misfit => $"  {misfit}"))}"
            );
        }
    }

    private Dictionary<string, string> Arguments(EnvironmentSpec spec, IReadOnlyDictionary<string, string> arguments)
    {
        var all = new Dictionary<string, string>(CollectedFormat.World(spec))
        {
            ["kind"] = "demonstrations",
            ["episodes"] = Text(options.Episodes),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["image_size"] = Text(options.ImageSize),
            ["catalogue_sha256"] = catalogue.Sha256,
            ["expert"] = expert.Spec.Kind,
            ["noise"] = string.Create(CultureInfo.InvariantCulture, $"{options.Noise.Meters:R} m in {options.Noise.Share:R}"),
            ["filter"] = options.Filter.Name,
            ["per_object"] = Text(options.PerObject),
            ["per_table"] = Text(options.PerTable),
        };
        foreach (var (key, value) in arguments)
        {
            all.Add(key, value);
        }
        return all;

        static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "any";
    }
}
