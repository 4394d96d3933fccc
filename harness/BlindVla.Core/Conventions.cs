using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>The action that learned WidowX policies speak, and the check that both sides of the loop mean the same by their
/// numbers.</summary>
public static class Conventions
{
    /// <summary>The one camera of the benchmark, which OpenVLA-like policies look through.</summary>
    public const string MainCamera = "3rd_view_camera";

    /// <summary>
    /// 7 values: translation (m) and rotation (rad, intrinsic x-y-z Euler angles) of the gripper's target pose, along the axes of the base
    /// frame, and the gripper (-1 closed to +1 open).
    /// </summary>
    public static ImmutableArray<ArraySpec> DeltaEndEffectorPose { get; } =
    [
        new("position", 3, "delta_xyz", "m", "base"),
        new("rotation", 3, "delta_euler_xyz_intrinsic", "rad", "base"),
        new("gripper", 1, "open_positive", "1", ""),
    ];

    /// <summary>
    /// 7 values: where each joint of a WidowX is to be at the end of the control period (rad), and the gripper (-1 closed to +1 open).
    /// </summary>
    public static ImmutableArray<ArraySpec> JointPositions { get; } =
    [
        .. new[] { "waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate" }.Select(joint => new ArraySpec(
            joint,
            1,
            "joint_position",
            "rad",
            ""
        )),
        DeltaEndEffectorPose[^1],
    ];

    /// <summary>What a rig's file and a run's identity call <see cref="JointPositions"/>.</summary>
    public const string JointPositionsName = "joint_positions";

    /// <summary>What a rig's file calls <see cref="DeltaEndEffectorPose"/>.</summary>
    public const string DeltaEndEffectorName = "delta_end_effector";

    /// <summary>The name of a whole action, bounds aside; null where it is neither of the two.</summary>
    public static string? NameOf(ImmutableArray<ArraySpec> action)
    {
        var unbounded = action.Select(part => part with { Minimum = null, Maximum = null }).ToList();
        return unbounded.SequenceEqual(DeltaEndEffectorPose) ? DeltaEndEffectorName
            : unbounded.SequenceEqual(JointPositions) ? JointPositionsName
            : null;
    }

    /// <summary>Every way in which a policy does not fit an environment: field, what the policy expects, what the environment has. Empty
    /// when it fits.</summary>
    public static ImmutableArray<string> Mismatches(PolicySpec policy, EnvironmentSpec environment)
    {
        policy = policy.In(environment);
        var problems = ImmutableArray.CreateBuilder<string>();
        void Check<T>(string field, T expected, T found)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, found))
            {
                problems.Add($"{field}: the policy expects {expected}, the environment has {found}");
            }
        }

        void CheckParts(string array, ImmutableArray<ArraySpec> expectedParts, ImmutableArray<ArraySpec> foundParts)
        {
            Check($"{array}.parts", expectedParts.Length, foundParts.Length);
            foreach (var (expected, found) in expectedParts.Zip(foundParts))
            {
                var part = $"{array}.{expected.Name}";
                Check($"{part}.name", expected.Name, found.Name);
                Check($"{part}.length", expected.Length, found.Length);
                Check($"{part}.convention", expected.Convention, found.Convention);
                Check($"{part}.unit", expected.Unit, found.Unit);
                Check($"{part}.frame", expected.Frame, found.Frame);
            }
        }

        if (NameOf(policy.Action) is { } given && NameOf(environment.Action) is { } taken && given != taken)
        {
            // Part by part it would be a list of what none of them has.
            var where = environment.Capabilities.RealTime ? "; an arm takes what the key 'actions' of its rig says" : "";
            problems.Add($"action: the policy gives {given}, the environment takes {taken}; neither can be done as the other{where}");
        }
        else
        {
            CheckParts("action", policy.Action, environment.Action);
        }
        if (!policy.State.IsEmpty)
        {
            CheckParts("state", policy.State, environment.State);
        }
        if (policy.ControlPeriodSeconds is { } period && Math.Abs(period - environment.ControlPeriodSeconds) > 1e-9)
        {
            problems.Add($"control_period_seconds: the policy expects {period}, the environment has {environment.ControlPeriodSeconds}");
        }
        problems.AddRange(policy.Cameras.SelectMany(request => Mismatches(request, "the policy", environment)));
        if (policy.IsPrivileged && !environment.Capabilities.PrivilegedState)
        {
            problems.Add("capabilities.privileged_state: the policy uses object poses, the environment has none to give");
        }
        return problems.ToImmutable();
    }

    /// <summary>Why an environment cannot draw what somebody wants to see, and why not all of it at a time; empty when it can.</summary>
    /// <param name="watched">What is wanted besides the policy's cameras, e.g. for a film.</param>
    public static ImmutableArray<string> Mismatches(PolicySpec policy, IEnumerable<CameraRequest> watched, EnvironmentSpec environment)
    {
        policy = policy.In(environment);
        var more = watched.Except(policy.Cameras).ToList();
        var problems = more.SelectMany(request => Mismatches(request, "the film", environment)).ToImmutableArray();
        var bytes = policy.Cameras.Concat(more).Sum(camera => 3L * camera.Width * camera.Height);
        return environment.MaxImageBytes is { } most && bytes > most
            ? problems.Add($"cameras: policy and film expect {bytes} bytes of pictures at every step, the environment sends at most {most}")
            : problems;
    }

    private static IEnumerable<string> Mismatches(CameraRequest request, string who, EnvironmentSpec environment)
    {
        if (environment.Cameras.FirstOrDefault(c => c.Name == request.Name) is not { } camera)
        {
            return
            [
                $"cameras: {who} expects '{request.Name}'; "
                    + $"{NearestNames.Suggest(request.Name, environment.Cameras.Select(c => c.Name))}",
            ];
        }
        var size = $"cameras.{request.Name}.size: {who} expects {request.Width}x{request.Height}, the environment renders at";
        return
        [
            .. request.Width > camera.MaxWidth || request.Height > camera.MaxHeight
                ? [$"{size} most {camera.MaxWidth}x{camera.MaxHeight}"]
                : Array.Empty<string>(),
            .. request.Width < camera.MinWidth || request.Height < camera.MinHeight
                ? [$"{size} least {camera.MinWidth}x{camera.MinHeight}"]
                : Array.Empty<string>(),
        ];
    }
}
