using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BlindVla.Core;
using static BlindVla.Bridge.ConformanceTrial;

namespace BlindVla.Bridge;

/// <summary>
/// The rules of blindvla.bridge.v1 that hold in every world. What a request or an answer must look like at all is checked with each of them
/// (<see cref="DescriptionCheck"/>, <see cref="TimeStepCheck"/>).
/// </summary>
public static partial class ConformanceRules
{
    private const int MaxMessageBytes = 16 * 1024 * 1024;
    private const int Sessions = 20;
    private const double Little = 1e-5;

    // Of a value of the state, in its unit: two centimetres, or a degree.
    private const double MostDrift = 0.02;

    public static ImmutableArray<ConformanceRule> All { get; } =
    [
        new(
            "describe-says-everything",
            "Describe says who serves, which assets and cameras, and what scenes are made of.",
            SaysEverythingAsync
        ),
        new("describe-is-stable", "Describe says the same whatever was run in between.", IsStableAsync),
        new("step-before-reset", "A step before the first reset is refused (FAILED_PRECONDITION).", StepBeforeResetAsync),
        new("reset-repeats", "The same scene gives the same first observation.", ResetRepeatsAsync) { AppliesTo = Repeats },
        new("reset-differs", "Another scene gives another first observation.", ResetDiffersAsync) { AppliesTo = SetsScenes },
        new("trajectory-repeats", "The same scene and actions give the same observations, in any session.", TrajectoryRepeatsAsync)
        {
            AppliesTo = Repeats,
        },
        new("action-length", "An action of another length is refused, with both lengths.", ActionLengthAsync),
        new("action-finite", "A value of an action that is not finite is refused, with its place.", ActionFiniteAsync),
        new("action-bounds", "A value beyond its declared bounds is refused, with its place.", ActionBoundsAsync),
        new("cameras-none", "Who asks for no camera gets no picture, and the whole state.", NoCamerasAsync),
        new("cameras-unknown", "A camera that is not there is refused, with those that are.", UnknownCameraAsync)
        {
            AppliesTo = HasCameras,
        },
        new("picture-size", "A picture has the size that was asked for.", PictureSizeAsync) { AppliesTo = HasCameras },
        new("picture-size-bounds", "A picture larger or smaller than its camera's bounds is refused.", PictureSizeBoundsAsync)
        {
            AppliesTo = HasCameras,
        },
        new("picture-bytes", "More pictures than one message holds are refused.", PictureBytesAsync) { AppliesTo = HasCameras },
        new("picture-content", "A picture is not of one colour.", PictureContentAsync) { AppliesTo = HasCameras },
        new("scene-unknown", "A name that is not offered is refused, with its field.", UnknownSceneAsync) { AppliesTo = SetsScenes },
        new("scene-factors", "A factor that is not declared, or beyond its bounds, is refused, with its field.", FactorsAsync),
        new("sessions-apart", "Two sessions at a time do not change each other's episodes.", SessionsApartAsync) { AppliesTo = Repeats },
        new("sessions-freed", $"A session that ended gives its place back: {Sessions} one after the other.", SessionsFreedAsync),
        new("privileged", "Object poses are given to who asks, and to nobody else.", PrivilegedAsync),
        new("clock", "Time is 0 after a reset, each step adds one control period, and pictures have the same time.", ClockAsync),
        new("hold-action", "Under the hold action that is declared the arm stands still.", HoldActionAsync),
        new("applied-action", "Each step says what was applied: in a simulator what was asked for.", AppliedActionAsync),
    ];

    private static bool Repeats(EnvironmentSpec spec) => !spec.Capabilities.RealTime;

    private static bool SetsScenes(EnvironmentSpec spec) => spec.Capabilities.SceneSettable;

    private static bool HasCameras(EnvironmentSpec spec) => !spec.Cameras.IsEmpty;

    private static async Task SaysEverythingAsync(ConformanceTrial trial)
    {
        var spec = await trial.DescribeAsync();
        foreach (
            var (field, text) in new[]
            {
                ("name", spec.Name),
                ("version", spec.Version),
                ("physics_version", spec.PhysicsVersion),
                ("renderer", spec.Renderer),
            }
        )
        {
            That(text.Length > 0, $"{field}: expected text, found none");
        }
        That(Sha256().IsMatch(spec.AssetsSha256), $"assets_sha256: expected 64 lower-case hexadecimal digits, found '{spec.AssetsSha256}'");
        That(HasCameras(spec) || spec.Capabilities.RealTime, "cameras: expected at least one, found none");
        foreach (var (field, names) in new[] { ("objects", spec.Objects), ("tables", spec.Tables), ("textures", spec.Textures) })
            That(names.SequenceEqual(names.Order(StringComparer.Ordinal)), $"{field}: expected names in ordinal order");
        _ = ConformanceEpisodes.Create(spec, 0);
    }

    private static async Task IsStableAsync(ConformanceTrial trial)
    {
        // Every answer to Describe is compared with the first, field by field, by whoever reads it.
        await trial.DescribeAsync();
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        await trial.HoldAsync(environment);
        await using var after = await trial.OpenAsync();
        Equal("assets_sha256 after an episode", environment.Spec.AssetsSha256, after.Spec.AssetsSha256);
    }

    private static async Task StepBeforeResetAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.RefusedAsync(
            environment,
            "a step before the first reset",
            EnvironmentFault.FailedPrecondition,
            Hold(environment.Spec),
            ObservationRequest.Nothing
        );
        await trial.ResetAsync(environment);
    }

    private static async Task ResetRepeatsAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var view = Everything(environment.Spec);
        var first = TimeStepDigest.Of(await trial.ResetAsync(environment, 0, view));
        await trial.HoldAsync(environment);
        Equal("sha256 of the first observation", first, TimeStepDigest.Of(await trial.ResetAsync(environment, 0, view)));
    }

    private static async Task ResetDiffersAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        if (ConformanceEpisodes.Create(environment.Spec, 0).Scene == ConformanceEpisodes.Create(environment.Spec, 1).Scene)
            return;
        var view = Everything(environment.Spec);
        var first = TimeStepDigest.Of(await trial.ResetAsync(environment, 0, view));
        var second = TimeStepDigest.Of(await trial.ResetAsync(environment, 1, view));
        That(first != second, "the first observations of two scenes: expected a difference, found none");
    }

    private static async Task TrajectoryRepeatsAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var first = await trial.TrajectoryAsync(environment, 0);
        // Another scene in between: nothing of it may be left over.
        await trial.TrajectoryAsync(environment, 1);
        Same("in the same session", first, await trial.TrajectoryAsync(environment, 0));
        await using var other = await trial.OpenAsync();
        Same("in another session", first, await trial.TrajectoryAsync(other, 0));
    }

    private static async Task ActionLengthAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        var length = environment.Spec.ActionLength;
        foreach (var wrong in new[] { length - 1, length + 1 })
        {
            await trial.RefusedAsync(
                environment,
                $"an action of {wrong} values",
                EnvironmentFault.InvalidArgument,
                new float[wrong],
                ObservationRequest.Nothing,
                $"{length}",
                $"{wrong}"
            );
        }
        await trial.GoesOnAsync(environment);
    }

    private static async Task ActionFiniteAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (var i = 0; i < environment.Spec.ActionLength; i++)
                await RefusedAtAsync(trial, environment, i, value);
        }
        await trial.GoesOnAsync(environment);
    }

    private static async Task ActionBoundsAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        var index = 0;
        foreach (var part in environment.Spec.Action)
        {
            if (part.Minimum is { } minimum)
                await RefusedAtAsync(trial, environment, index, (float)(minimum - 0.01));
            if (part.Maximum is { } maximum)
                await RefusedAtAsync(trial, environment, index, (float)(maximum + 0.01));
            index += part.Length;
        }
        await trial.GoesOnAsync(environment);
    }

    private static async Task NoCamerasAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var first = await trial.ResetAsync(environment);
        var step = await trial.HoldAsync(environment);
        foreach (var observation in new[] { first.Observation, step.Observation })
        {
            Equal("pictures", 0, observation.Images.Length);
            Equal("values of the state", environment.Spec.StateLength, observation.State.Length);
        }
    }

    private static async Task UnknownCameraAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        var camera = Everything(environment.Spec).Cameras[0];
        var wrong = $"{camera.Name}x";
        await trial.RefusedAsync(
            environment,
            $"the camera '{wrong}'",
            EnvironmentFault.InvalidArgument,
            Hold(environment.Spec),
            new([camera with { Name = wrong }], Privileged: false),
            wrong,
            $"'{camera.Name}'",
            "cameras[0]"
        );
        await trial.GoesOnAsync(environment);
    }

    private static async Task PictureSizeAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var camera = environment.Spec.Cameras[0];
        await trial.ResetAsync(environment);
        CameraRequest[] sizes =
        [
            .. new[] { (224, 224), (camera.Width, camera.Height), (97, 31), (8, 8) }.Select(size => new CameraRequest(
                camera.Name,
                Math.Clamp(size.Item1, camera.MinWidth, camera.MaxWidth),
                Math.Clamp(size.Item2, camera.MinHeight, camera.MaxHeight)
            )),
        ];
        var step = await trial.HoldAsync(environment, new([.. sizes], Privileged: false));
        foreach (var (asked, found) in sizes.Zip(step.Observation.Images))
        {
            Equal("a picture", asked, new(found.Camera, found.Width, found.Height));
            Equal($"bytes of a picture of {asked.Width}x{asked.Height}", asked.Width * asked.Height * 3, found.Rgb.Length);
        }
    }

    private static async Task PictureSizeBoundsAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        var camera = environment.Spec.Cameras[0];
        var (width, height) = (camera.MinWidth, camera.MinHeight);
        foreach (
            var (w, h) in new[]
            {
                (camera.MaxWidth + 1, height),
                (width, camera.MaxHeight + 1),
                (width - 1, height),
                (width, height - 1),
                (0, height),
                (width, 0),
            }
        )
        {
            await trial.RefusedAsync(
                environment,
                $"a picture of {w}x{h}",
                EnvironmentFault.InvalidArgument,
                Hold(environment.Spec),
                new([new(camera.Name, w, h)], Privileged: false)
            );
        }
        await trial.GoesOnAsync(environment);
    }

    private static async Task PictureBytesAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        await trial.ResetAsync(environment);
        var camera = environment.Spec.Cameras[0];
        var count = (int)((environment.Spec.MaxImageBytes ?? MaxMessageBytes) / (3L * camera.MaxWidth * camera.MaxHeight)) + 1;
        await trial.RefusedAsync(
            environment,
            $"{count} pictures of {camera.MaxWidth}x{camera.MaxHeight}",
            EnvironmentFault.InvalidArgument,
            Hold(environment.Spec),
            new([.. Enumerable.Repeat(new CameraRequest(camera.Name, camera.MaxWidth, camera.MaxHeight), count)], Privileged: false),
            "cameras"
        );
        await trial.GoesOnAsync(environment);
    }

    private static async Task PictureContentAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var first = await trial.ResetAsync(environment, 0, Everything(environment.Spec));
        foreach (var image in first.Observation.Images)
        {
            That(
                image.Rgb.Span.ContainsAnyExcept(image.Rgb.Span[0]),
                $"the picture of {image.Camera}: expected more than one colour, found one"
            );
        }
    }

    private static async Task UnknownSceneAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        switch (ConformanceEpisodes.Create(environment.Spec, 0).Scene)
        {
            case NamedScene scene:
                var task = environment.Spec.Worlds.First(world => world.Name == scene.World).Tasks.First(known => known.Name == scene.Task);
                await trial.RefusedAsync(environment, "an unknown world", scene with { World = $"{scene.World}x" }, "scene.named.world");
                await trial.RefusedAsync(environment, "an unknown task", scene with { Task = $"{scene.Task}x" }, "scene.named.task");
                await trial.RefusedAsync(
                    environment,
                    "an initial state too many",
                    scene with
                    {
                        InitialState = task.InitialStates,
                    },
                    "scene.named.initial_state"
                );
                await trial.RefusedAsync(
                    environment,
                    "an unknown parameter",
                    scene with
                    {
                        Parameters = scene.Parameters.Add("nobody_knows", "1"),
                    },
                    "scene.named.parameters"
                );
                break;
            case TabletopScene scene:
                await trial.RefusedAsync(
                    environment,
                    "an unknown table",
                    scene with
                    {
                        Table = $"{scene.Table}x",
                    },
                    "scene.table",
                    $"'{scene.Table}'"
                );
                var wrong = scene.Objects[1] with { Asset = $"{scene.Objects[1].Asset}x" };
                await trial.RefusedAsync(
                    environment,
                    "an unknown object",
                    scene with
                    {
                        Objects = scene.Objects.SetItem(1, wrong),
                    },
                    "scene.objects[1].asset",
                    $"'{scene.Objects[1].Asset}'"
                );
                break;
        }
        await trial.ResetAsync(environment);
    }

    private static async Task FactorsAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var scene = ConformanceEpisodes.Create(environment.Spec, 0).Scene;
        var factors = environment.Spec.SceneLimits.Factors;
        // Who declares none is never sent any, and may not know that there are such.
        if (factors.IsEmpty)
            return;
        await RefusedWithAsync("an unknown factor", "nobody_knows", 1);
        foreach (var (name, bounds) in factors)
        {
            await RefusedWithAsync($"a factor beyond its bounds ({name})", name, bounds.Minimum - Little);
            await RefusedWithAsync($"a factor beyond its bounds ({name})", name, bounds.Maximum + Little);
        }
        await trial.ResetAsync(environment);

        Task RefusedWithAsync(string what, string name, double value) =>
            trial.RefusedAsync(environment, what, scene with { Factors = scene.Factors.SetItem(name, value) }, $"scene.factors.{name}");
    }

    private static async Task SessionsApartAsync(ConformanceTrial trial)
    {
        await using var first = await trial.OpenAsync();
        var (one, other) = (await trial.TrajectoryAsync(first, 0), await trial.TrajectoryAsync(first, 1));
        await using var second = await trial.OpenAsync(1);
        var together = await Task.WhenAll(
            Task.Run(() => trial.TrajectoryAsync(first, 0)),
            Task.Run(() => trial.TrajectoryAsync(second, 1))
        );
        Same("beside another session", one, together[0]);
        Same("beside another session", other, together[1]);
    }

    private static async Task SessionsFreedAsync(ConformanceTrial trial)
    {
        for (var i = 0; i < Sessions; i++)
        {
            await using var environment = await trial.OpenAsync();
            await trial.ResetAsync(environment);
        }
    }

    private static async Task PrivilegedAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var first = await trial.ResetAsync(environment);
        That(first.Observation.Privileged is null, "object poses: expected none where nobody asked, found some");
        var asked = new ObservationRequest([], Privileged: true);
        if (!environment.Spec.Capabilities.PrivilegedState)
        {
            await trial.RefusedAsync(
                environment,
                "object poses that are not declared",
                EnvironmentFault.Unimplemented,
                Hold(environment.Spec),
                asked
            );
            return;
        }
        var state = (await trial.HoldAsync(environment, asked)).Observation.Privileged
            ?? throw new ConformanceException("object poses: expected those that were asked for, found none");
        if (ConformanceEpisodes.Create(environment.Spec, 0).Scene is TabletopScene scene)
        {
            Equal(
                "ids of object poses",
                string.Join(", ", scene.Objects.Select(o => o.Id)),
                string.Join(", ", state.Objects.Select(o => o.Id))
            );
        }
        That(Math.Abs(state.Gripper.Orientation.Norm - 1) < 1e-6, "the gripper's orientation: expected a length of 1");
        var after = await trial.HoldAsync(environment);
        That(after.Observation.Privileged is null, "object poses: expected none where nobody asked any more, found some");
    }

    private static async Task ClockAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var view = Everything(environment.Spec);
        var step = await trial.ResetAsync(environment, 0, view);
        Near("the time after a reset", 0, step.Observation.TimeSeconds);
        for (var i = 1; i <= Steps && !step.Terminated; i++)
        {
            step = await trial.HoldAsync(environment, view);
            Clock(environment.Spec, $"after step {i}", i * environment.Spec.ControlPeriodSeconds, step);
            foreach (var image in step.Observation.Images)
            {
                var (what, time) = ($"the time of the picture of {image.Camera} after step {i}", step.Observation.TimeSeconds);
                if (Repeats(environment.Spec))
                    Near(what, time, image.CaptureTimeSeconds);
                else
                    // The newest there is when the step is answered, which may be a little later than it ended.
                    That(
                        image.CaptureTimeSeconds <= time + environment.Spec.ControlPeriodSeconds,
                        $"{what}: expected at most a control period more than {time} s, found {image.CaptureTimeSeconds} s"
                    );
            }
        }
        Near("the time after another reset", 0, (await trial.ResetAsync(environment)).Observation.TimeSeconds);
    }

    private static async Task HoldActionAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        if (environment.Spec.DeclaredHoldAction.IsEmpty)
            return;
        await trial.ResetAsync(environment);
        // What must come to rest first, such as fingers that open, has half of the time for it.
        var rest = await HoldsAsync();
        var end = await HoldsAsync();
        foreach (var (name, (before, after)) in environment.Spec.State.SelectMany(part => part.Components).Zip(rest.Zip(end)))
        {
            var moved = Math.Abs(after - before);
            That(
                moved <= MostDrift,
                $"{name} after {Steps} hold actions: expected what it was after {Steps / 2}, found {moved:0.###} more or less"
            );
        }

        async Task<float[]> HoldsAsync()
        {
            for (var i = 1; i < Steps / 2; i++)
                await trial.HoldAsync(environment);
            return (await trial.HoldAsync(environment)).Observation.State.ToArray();
        }
    }

    private static async Task AppliedActionAsync(ConformanceTrial trial)
    {
        await using var environment = await trial.OpenAsync();
        var first = await trial.ResetAsync(environment);
        Equal("values of applied_action after a reset", 0, first.AppliedAction.Length);
        var action = Motion(environment.Spec, 1);
        var step = await trial.StepAsync(environment, action);
        Equal("values of applied_action", environment.Spec.ActionLength, step.AppliedAction.Length);
        if (!environment.Spec.Capabilities.RealTime)
            Equal("applied_action", string.Join(", ", action), string.Join(", ", step.AppliedAction.ToArray()));
    }

    private static Task RefusedAtAsync(ConformanceTrial trial, IEnvironment environment, int index, float value)
    {
        var action = Hold(environment.Spec);
        action[index] = value;
        return trial.RefusedAsync(
            environment,
            $"{value} at action[{index}]",
            EnvironmentFault.InvalidArgument,
            action,
            ObservationRequest.Nothing,
            $"action[{index}]"
        );
    }

    private static void Same(string where, List<string> expected, List<string> found)
    {
        Equal($"time steps of the same scene and actions {where}", expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Equal($"sha256 of time step {i} of the same scene and actions {where}", expected[i], found[i]);
    }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
