using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// The bounds of a scene's numbers as an environment enforces them. A bound that is null or empty is not declared: whether a scene is
/// within it shows at its reset.
/// </summary>
public sealed record SceneLimits
{
    /// <summary>Nothing is declared.</summary>
    public static SceneLimits None { get; } = new();

    public int? MaxObjects { get; init; }

    /// <summary>Of <see cref="ObjectPlacement.Scale"/>.</summary>
    public Interval? Scale { get; init; }

    /// <summary>Of <see cref="ObjectPlacement.MassFactor"/>.</summary>
    public Interval? MassFactor { get; init; }

    /// <summary>Of <see cref="ObjectPlacement.FrictionFactor"/>.</summary>
    public Interval? FrictionFactor { get; init; }

    /// <summary>Radians, waist to wrist_rotate.</summary>
    public ImmutableArray<Interval> ArmJointPositions { get; init; } = [];

    /// <summary>Metres.</summary>
    public Interval? FingerPosition { get; init; }

    /// <summary>Metres: the length of <see cref="CameraChange.Translation"/>.</summary>
    public double? MaxCameraTranslation { get; init; }

    /// <summary>Radians: the angle of <see cref="CameraChange.Rotation"/>.</summary>
    public double? MaxCameraRotation { get; init; }

    /// <summary>Of <see cref="CameraChange.FieldOfViewFactor"/>.</summary>
    public Interval? FieldOfViewFactor { get; init; }

    /// <summary>Of each colour of <see cref="LightChange.ColorFactor"/>.</summary>
    public double? MaxLightFactor { get; init; }

    /// <summary>0: pictures cannot be blurred.</summary>
    public double? MaxBlurSigma { get; init; }

    /// <summary>0: there is no noise.</summary>
    public double? MaxNoiseSigma { get; init; }

    /// <summary>0: pictures cannot be compressed.</summary>
    public int? MaxJpegQuality { get; init; }

    /// <summary>0: nothing can happen by itself.</summary>
    public int? MaxEvents { get; init; }

    public int? MaxSettleSubsteps { get; init; }

    public int? MaxActionLatencySteps { get; init; }

    /// <summary>Of <see cref="Scene.Factors"/>, all that there are.</summary>
    public ImmutableSortedDictionary<string, Interval> Factors { get; init; } =
        ImmutableSortedDictionary.Create<string, Interval>(StringComparer.Ordinal);

    /// <summary>Everything in a scene that is out of these bounds; empty where it is within all of them.</summary>
    public IEnumerable<SceneProblem> Problems(Scene scene) =>
        [
            .. scene is TabletopScene tabletop ? TabletopProblems(tabletop) : [],
            .. scene.Camera is { } camera ? CameraProblems(camera) : [],
            .. scene.Lighting is { } light ? LightProblems(light.ColorFactor) : [],
            .. scene.Sensor is { } sensor ? SensorProblems(sensor) : [],
            .. AtMost("scene.action_latency_steps", scene.ActionLatencySteps, MaxActionLatencySteps, "steps"),
            .. scene.Factors.SelectMany(factor => FactorProblems(factor.Key, factor.Value)),
        ];

    private IEnumerable<SceneProblem> FactorProblems(string name, double value) =>
        Factors.TryGetValue(name, out var bounds) ? Within($"scene.factors.{name}", value, bounds) : [];

    private IEnumerable<SceneProblem> TabletopProblems(TabletopScene scene) =>
        [
            .. AtMost("scene.objects", scene.Objects.Length, MaxObjects, "objects"),
            .. scene.Objects.SelectMany(ObjectProblems),
            .. scene.ArmJointPositions.SelectMany(
                (position, i) =>
                    Within($"scene.arm_joint_positions[{i}]", position, i < ArmJointPositions.Length ? ArmJointPositions[i] : null, "rad")
            ),
            .. ArmJointPositions.IsEmpty || scene.ArmJointPositions.Length == ArmJointPositions.Length
                ? Enumerable.Empty<SceneProblem>()
                : [new("scene.arm_joint_positions", $"{ArmJointPositions.Length} values", $"{scene.ArmJointPositions.Length}")],
            .. Within("scene.finger_position", scene.FingerPosition, FingerPosition, "m"),
            .. AtMost("scene.events", scene.Events.Length, MaxEvents, "events"),
            .. scene.Events.SelectMany(
                (move, i) => AtMost($"scene.events[{i}].move_object.settle_substeps", move.SettleSubsteps, MaxSettleSubsteps, "substeps")
            ),
        ];

    private IEnumerable<SceneProblem> ObjectProblems(ObjectPlacement placement, int index) =>
        [
            .. Within($"scene.objects[{index}].scale", placement.Scale, Scale),
            .. Within($"scene.objects[{index}].mass_factor", placement.MassFactor, MassFactor),
            .. Within($"scene.objects[{index}].friction_factor", placement.FrictionFactor, FrictionFactor),
        ];

    private IEnumerable<SceneProblem> CameraProblems(CameraChange camera) =>
        [
            .. AtMost("scene.camera.translation", camera.Translation.Length, MaxCameraTranslation, "m from its place"),
            .. AtMost("scene.camera.rotation", 2 * Math.Acos(Math.Min(1, Math.Abs(camera.Rotation.W))), MaxCameraRotation, "rad"),
            .. Within("scene.camera.field_of_view_factor", camera.FieldOfViewFactor, FieldOfViewFactor),
        ];

    private IEnumerable<SceneProblem> LightProblems(LinearColor factor) =>
        [
            .. AtMost("scene.lighting.color_factor.red", factor.Red, MaxLightFactor),
            .. AtMost("scene.lighting.color_factor.green", factor.Green, MaxLightFactor),
            .. AtMost("scene.lighting.color_factor.blue", factor.Blue, MaxLightFactor),
        ];

    private IEnumerable<SceneProblem> SensorProblems(SensorEffects sensor) =>
        [
            .. AtMost("scene.sensor.blur_sigma", sensor.BlurSigma, MaxBlurSigma, "of the picture's width"),
            .. AtMost("scene.sensor.noise_sigma", sensor.NoiseSigma, MaxNoiseSigma, "levels"),
            .. AtMost("scene.sensor.jpeg_quality", sensor.JpegQuality, MaxJpegQuality),
        ];

    private static IEnumerable<SceneProblem> Within(string field, double value, Interval? bounds, string unit = "") =>
        bounds is not { } interval || interval.Contains(value) ? [] : [new(field, $"{interval} {unit}".TrimEnd(), $"{value:0.######}")];

    private static IEnumerable<SceneProblem> AtMost(string field, double value, double? maximum, string unit = "") =>
        maximum is not { } most || value <= most ? [] : [new(field, $"at most {most:0.######} {unit}".TrimEnd(), $"{value:0.######}")];
}
