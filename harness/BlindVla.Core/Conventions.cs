using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>The action that learned WidowX policies speak, and the check that both sides of the loop mean the same by their numbers.</summary>
public static class Conventions
{
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

    /// <summary>Every way in which a policy does not fit an environment: field, what the policy expects, what the environment has. Empty when it fits.</summary>
    public static ImmutableArray<string> Mismatches(PolicySpec policy, EnvironmentSpec environment)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        void Check<T>(string field, T expected, T found)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, found))
            {
                problems.Add($"{field}: the policy expects {expected}, the environment has {found}");
            }
        }

        Check("action.parts", policy.Action.Length, environment.Action.Length);
        foreach (var (expected, found) in policy.Action.Zip(environment.Action))
        {
            var part = $"action.{expected.Name}";
            Check($"{part}.name", expected.Name, found.Name);
            Check($"{part}.length", expected.Length, found.Length);
            Check($"{part}.convention", expected.Convention, found.Convention);
            Check($"{part}.unit", expected.Unit, found.Unit);
            Check($"{part}.frame", expected.Frame, found.Frame);
        }
        if (policy.ControlPeriodSeconds is { } period && Math.Abs(period - environment.ControlPeriodSeconds) > 1e-9)
        {
            problems.Add($"control_period_seconds: the policy expects {period}, the environment has {environment.ControlPeriodSeconds}");
        }
        foreach (var request in policy.Cameras)
        {
            var camera = environment.Cameras.FirstOrDefault(c => c.Name == request.Name);
            if (camera is null)
            {
                problems.Add($"cameras: the policy expects '{request.Name}'; {NearestNames.Suggest(request.Name, environment.Cameras.Select(c => c.Name))}");
            }
            else if (request.Width > camera.MaxWidth || request.Height > camera.MaxHeight)
            {
                problems.Add($"cameras.{request.Name}.size: the policy expects {request.Width}x{request.Height}, the environment renders at most {camera.MaxWidth}x{camera.MaxHeight}");
            }
        }
        if (policy.IsPrivileged && !environment.Capabilities.PrivilegedState)
        {
            problems.Add("capabilities.privileged_state: the policy uses object poses, the environment has none to give");
        }
        return problems.ToImmutable();
    }
}
