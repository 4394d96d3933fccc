using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Imaging;
using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>
/// Collects scenes to look at: each one is an episode of four pictures, between which the arm goes somewhere else. With them goes where
/// everything is, and what may be asked.
/// </summary>
public sealed class StaticCollector(IEnvironmentSource environments, Catalogue catalogue, StaticOptions options, TimeProvider time)
{
    private const int FramesPerScene = 4;
    private const int StepsPerMove = 3;
    internal const int MaxSteps = (FramesPerScene - 1) * StepsPerMove;

    /// <summary>Scenes that may be refused in place of one.</summary>
    private const int MaxAttempts = 20;

    /// <summary>Held-out scenes are those of another seed than any that is typed by chance.</summary>
    private const ulong HeldOutSeed = 0x68656c64_6f757400;

    /// <summary>Begins the data set, or goes on with it.</summary>
    /// <param name="report">Is told of the beginning, where there is something left to do, and of every finished scene.</param>
    /// <exception cref="DataSetException">The folder is not for this data set, or cannot be written.</exception>
    /// <exception cref="TrainingException">The environment lacks what the scenes need, or refuses them.</exception>
    /// <exception cref="EnvironmentException">No environment can be had.</exception>
    public async Task CollectAsync(string folder, Action<CollectingProgress> report, CancellationToken cancellationToken)
    {
        var spec = await environments.DescribeAsync(cancellationToken);
        Require(spec);
        var sampler = new StaticSceneSampler(catalogue, spec, options.HeldOut ? options.Seed ^ HeldOutSeed : options.Seed);
        using var writer = await LeRobotWriter.OpenAsync(folder, Format(spec), Arguments(spec));
        if (writer.IsFinished)
        {
            return;
        }
        var before = writer.Finished.Count;
        var (done, frames) = (before, 0);
        var started = time.GetTimestamp();
        report(new(done, before, options.Scenes, frames, 0));
        await CollectingRun.DoAsync(
            environments,
            options.Workers,
            time,
            Enumerable.Range(done, Math.Max(0, options.Scenes - done)),
            (worker, index, token) => CollectAsync(worker, sampler, spec, index, token),
            async episode =>
            {
                await writer.AddAsync(episode);
                frames += episode.Frames.Length;
                report(new(++done, before, options.Scenes, frames, time.GetElapsedTime(started).TotalSeconds));
                return true;
            },
            writer.KeepAsync,
            cancellationToken
        );
        await writer.FinishAsync();
    }

    private async Task<Episode> CollectAsync(
        CollectingWorker worker,
        StaticSceneSampler sampler,
        EnvironmentSpec spec,
        int index,
        CancellationToken cancellationToken
    )
    {
        var refusal = "";
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var scene = sampler.Draw(index, attempt);
            try
            {
                var number = attempt;
                if (
                    await worker.RunAsync(
                        environment => LookAsync(environment, sampler, scene, spec, index, number, cancellationToken),
                        cancellationToken
                    ) is
                    { } frames
                )
                {
                    var source = new EpisodeSource(
                        scene.Episode.Id,
                        index,
                        scene.Scene.Find(SceneRoles.Source).Asset,
                        scene.Scene.Find(SceneRoles.Receptacle).Asset,
                        scene.Scene.Table
                    );
                    return new(StaticSceneSampler.Instruction, source, frames);
                }
                refusal = "something left the picture";
            }
            catch (EnvironmentException e) when (!e.IsInfrastructure)
            {
                refusal = e.Message;
            }
        }
        throw new TrainingException($"scene {index} cannot be set up: {MaxAttempts} draws were refused, the last one: {refusal}");
    }

    /// <returns>Null where something cannot be seen at the beginning, or the gripper at any time.</returns>
    private async Task<ImmutableArray<Frame>?> LookAsync(
        IEnvironment environment,
        StaticSceneSampler sampler,
        StaticScene scene,
        EnvironmentSpec spec,
        int index,
        int attempt,
        CancellationToken cancellationToken
    )
    {
        var (annotator, questioner) = (new Annotator(scene.Things, scene.Scene.Camera), new Questioner(Names(spec)));
        var random = sampler.Stream(index, attempt, "moves");
        var look = new ObservationRequest([new(Conventions.MainCamera, options.ImageSize, options.ImageSize)], Privileged: true);
        var glance = new ObservationRequest([], Privileged: true);
        var gripper = scene.Scene.FingerPosition > 0.03 ? 1f : -1f;

        var now = await environment.ResetAsync(scene.Episode, look, cancellationToken);
        var frames = ImmutableArray.CreateBuilder<Frame>(FramesPerScene);
        while (true)
        {
            var state = now.Observation.Privileged!;
            var annotations = annotator.Annotate(state);
            if (annotations is not [{ Kind: EntityKind.Gripper }, ..] || (frames.Count == 0 && annotations.Length <= scene.Things.Length))
            {
                return null;
            }
            var questions = questioner.Ask(scene.Things, annotations, state, sampler.Stream(index, attempt, $"questions {frames.Count}"));
            frames.Add(
                new(
                    FastPng.Encode(Picture.Of(now.Observation.Images[0])),
                    [.. now.Observation.State.Span],
                    [0, 0, 0, 0, 0, 0, gripper],
                    annotations,
                    questions
                )
            );
            if (frames.Count == FramesPerScene)
            {
                return frames.ToImmutable();
            }
            gripper = random.NextInt(4) == 0 ? -gripper : gripper;
            var move = new ArmMove(Goal(state, random), random.NextDouble(-0.7, 0.7), gripper);
            for (var left = StepsPerMove; left > 0; left--)
            {
                var action = move.Action(now.Observation.Privileged!, left, StepsPerMove, spec);
                now = await environment.StepAsync(action, left == 1 ? look : glance, cancellationToken);
            }
        }
    }

    /// <summary>Anywhere above the table, or close to something on it, where a gripper is most of its time.</summary>
    private static Vector3D Goal(PrivilegedState state, KeyedRandom random)
    {
        if (random.NextInt(2) == 0)
        {
            return StaticSceneSampler.DrawGripper(random);
        }
        var thing = random.Choose(state.Objects);
        var half = 0.5 * (thing.BoundingBoxMax - thing.BoundingBoxMin);
        return Annotator.Middle(thing)
            + new Vector3D(random.NextDouble(-0.02, 0.02), random.NextDouble(-0.02, 0.02), half.Z + random.NextDouble(0.01, 0.08));
    }

    private ImmutableArray<string> Names(EnvironmentSpec spec) =>
        [.. catalogue.Objects.Concat(catalogue.Receptacles).Where(asset => spec.Objects.Contains(asset.Id)).Select(asset => asset.Name)];

    private void Require(EnvironmentSpec spec)
    {
        if (!spec.Capabilities.PrivilegedState || !spec.Capabilities.SceneSettable)
        {
            throw new TrainingException($"{spec.Name} cannot set a scene or does not say where things are; static scenes need both");
        }
        CollectedFormat.RequireCamera(spec, options.ImageSize);
    }

    private DataSetFormat Format(EnvironmentSpec spec) =>
        CollectedFormat.Of(spec, options.ImageSize, options.HeldOut ? CollectedFormat.Validation : CollectedFormat.Train);

    private Dictionary<string, string> Arguments(EnvironmentSpec spec) =>
        new(CollectedFormat.World(spec))
        {
            ["kind"] = "static",
            ["scenes"] = options.Scenes.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["held_out"] = options.HeldOut ? CollectedFormat.Validation : "",
            ["image_size"] = options.ImageSize.ToString(CultureInfo.InvariantCulture),
            ["catalogue_sha256"] = catalogue.Sha256,
        };
}
