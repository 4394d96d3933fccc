using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>What a rule is tried with: the environments, and whatever many rules do.</summary>
/// <param name="source">The environments under test.</param>
public sealed class ConformanceTrial(IEnvironmentSource source, CancellationToken cancellationToken)
{
    public const int Steps = 12;

    public ValueTask<EnvironmentSpec> DescribeAsync() => source.DescribeAsync(cancellationToken);

    public ValueTask<IEnvironment> OpenAsync(int worker = 0) => source.OpenAsync(worker, cancellationToken);

    public ValueTask<TimeStep> ResetAsync(IEnvironment environment, int episode = 0, ObservationRequest? view = null) =>
        environment.ResetAsync(
            ConformanceEpisodes.Create(environment.Spec, episode),
            view ?? ObservationRequest.Nothing,
            cancellationToken
        );

    public ValueTask<TimeStep> HoldAsync(IEnvironment environment, ObservationRequest? view = null) =>
        environment.StepAsync(Hold(environment.Spec), view ?? ObservationRequest.Nothing, cancellationToken);

    public ValueTask<TimeStep> StepAsync(IEnvironment environment, float[] action) =>
        environment.StepAsync(action, ObservationRequest.Nothing, cancellationToken);

    /// <summary>A reset and some steps, as digests of all that was observed.</summary>
    public async Task<List<string>> TrajectoryAsync(IEnvironment environment, int episode)
    {
        var view = Everything(environment.Spec);
        var digests = new List<string> { TimeStepDigest.Of(await ResetAsync(environment, episode, view)) };
        for (var i = 0; i < Steps; i++)
        {
            var step = await environment.StepAsync(Motion(environment.Spec, i), view, cancellationToken);
            digests.Add(TimeStepDigest.Of(step));
            if (step.Terminated)
                break;
        }
        return digests;
    }

    /// <summary>A step must be refused, and the episode be as if it had not been asked for.</summary>
    public async Task RefusedAsync(
        IEnvironment environment,
        string what,
        EnvironmentFault expected,
        float[] action,
        ObservationRequest view,
        params string[] named
    )
    {
        await RefusedAsync(what, expected, environment.StepAsync(action, view, cancellationToken), named);
    }

    /// <summary>A reset must be refused.</summary>
    public Task RefusedAsync(IEnvironment environment, string what, Scene scene, params string[] named) =>
        RefusedAsync(
            what,
            EnvironmentFault.InvalidArgument,
            environment.ResetAsync(
                ConformanceEpisodes.Create(environment.Spec, 0) with
                {
                    Scene = scene,
                },
                ObservationRequest.Nothing,
                cancellationToken
            ),
            named
        );

    /// <summary>What was refused must have had no effect: the next step is the first of the episode.</summary>
    public async Task GoesOnAsync(IEnvironment environment)
    {
        var step = await HoldAsync(environment);
        Clock(environment.Spec, "after a refused request and one step", environment.Spec.ControlPeriodSeconds, step);
    }

    /// <summary>Every camera at a small size, and object poses where there are any.</summary>
    public static ObservationRequest Everything(EnvironmentSpec spec) =>
        new(
            [
                .. spec.Cameras.Select(camera => new CameraRequest(
                    camera.Name,
                    Math.Clamp(128, camera.MinWidth, camera.MaxWidth),
                    Math.Clamp(96, camera.MinHeight, camera.MaxHeight)
                )),
            ],
            spec.Capabilities.PrivilegedState
        );

    /// <summary>Stay where you are.</summary>
    public static float[] Hold(EnvironmentSpec spec) => [.. spec.HoldAction];

    /// <summary>A small motion in every direction, another one at every step, with the gripper opening and closing.</summary>
    public static float[] Motion(EnvironmentSpec spec, int step)
    {
        var random = KeyedRandom.Create(1, "contract", $"{step}");
        var still = Hold(spec);
        var values = spec.Action.SelectMany(part => Enumerable.Repeat(part, part.Length)).ToList();
        return
        [
            .. values.Select(
                (part, i) =>
                {
                    var value = IsGripper(part) ? (step / 3 % 2 == 0 ? -1 : 1) : still[i] + random.NextDouble(-0.02, 0.02);
                    return (float)Math.Min(Math.Max(value, part.Minimum ?? double.MinValue), part.Maximum ?? double.MaxValue);
                }
            ),
        ];
    }

    public static void Equal<T>(string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new ConformanceException($"{what}: expected {expected}, found {found}");
    }

    public static void Near(string what, double expected, double found)
    {
        if (!(Math.Abs(expected - found) <= 1e-6))
            throw new ConformanceException($"{what}: expected {expected} s, found {found} s");
    }

    /// <summary>A simulator's clock is exact; where actions come late a real arm's has gone on.</summary>
    public static void Clock(EnvironmentSpec spec, string when, double expected, TimeStep found)
    {
        var (what, seconds) = ($"the time {when}", found.Observation.TimeSeconds);
        if (spec.Capabilities.RealTime)
            That(seconds >= expected - 1e-6, $"{what}: expected at least {expected} s, found {seconds} s");
        else
            Near(what, expected, seconds);
    }

    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new ConformanceException(otherwise);
    }

    private static bool IsGripper(ArraySpec part) => part.Convention == "open_positive";

    private static async Task RefusedAsync(string what, EnvironmentFault expected, ValueTask<TimeStep> request, string[] named)
    {
        try
        {
            await request;
        }
        catch (EnvironmentException refusal) when (!refusal.IsInfrastructure)
        {
            That(refusal.Fault == expected, $"{what}: expected a refusal with {expected}, found {refusal.Fault}: {refusal.Message}");
            foreach (var word in named)
            {
                That(
                    refusal.Message.Contains(word, StringComparison.Ordinal),
                    $"{what}: expected a refusal that names {word}, found: {refusal.Message}"
                );
            }
            return;
        }
        throw new ConformanceException($"{what}: expected a refusal with {expected}, and it was accepted");
    }
}
