using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Measures how well the control period of a real-time environment is kept in one episode. Allocates nothing per step.</summary>
internal sealed class Pace(int maxSteps, TimeProvider time)
{
    private readonly Samples _periods = new(maxSteps);
    private readonly Samples _roundTrips = new(maxSteps);
    private readonly Samples _inferences = new(maxSteps);
    private readonly Samples _ages = new(maxSteps);
    private long? _answered;
    private long _asked;
    private int _late;

    /// <summary>Null where the environment waits for whoever acts: then there is no pace to keep.</summary>
    public static Pace? In(EnvironmentSpec environment, int maxSteps, TimeProvider time) =>
        environment.Capabilities.RealTime ? new(maxSteps, time) : null;

    /// <summary>A control step is asked for.</summary>
    public void Ask() => _asked = time.GetTimestamp();

    /// <summary>It was answered.</summary>
    public void Answer()
    {
        var now = time.GetTimestamp();
        _roundTrips.Add(time.GetElapsedTime(_asked, now));
        // The first step waits for the first prediction, before which nothing was to be kept.
        if (_answered is { } before)
        {
            _periods.Add(time.GetElapsedTime(before, now));
        }
        _answered = now;
    }

    /// <summary>The action for a step was not there when the step was due.</summary>
    public void Late() => _late++;

    /// <summary>The policy predicted.</summary>
    public void Inference(TimeSpan took) => _inferences.Add(took);

    /// <summary>An action is sent.</summary>
    /// <param name="age">Of what the policy had seen.</param>
    public void Action(TimeSpan age) => _ages.Add(age);

    /// <summary>What it came to.</summary>
    public ControlTiming Timing() =>
        new()
        {
            LateSteps = _late,
            EffectiveHz = _periods.Mean is > 0 and var mean ? 1 / mean : null,
            PeriodP50Seconds = _periods.Quantile(0.5),
            PeriodP99Seconds = _periods.Quantile(0.99),
            RoundTripP50Seconds = _roundTrips.Quantile(0.5),
            RoundTripP99Seconds = _roundTrips.Quantile(0.99),
            InferenceP50Seconds = _inferences.Quantile(0.5),
            InferenceP99Seconds = _inferences.Quantile(0.99),
            ActionAgeP50Seconds = _ages.Quantile(0.5),
            ActionAgeP99Seconds = _ages.Quantile(0.99),
        };

    /// <summary>Durations of one kind.</summary>
    private sealed class Samples(int most)
    {
        private readonly double[] _seconds = new double[most];
        private int _count;

        public double? Mean => _count == 0 ? null : _seconds.AsSpan(0, _count).ToArray().Average();

        // A prediction that came too late to be of use was still one: there may be more of them than steps, and those are left out.
        public void Add(TimeSpan duration)
        {
            if (_count < most)
            {
                _seconds[_count++] = duration.TotalSeconds;
            }
        }

        /// <summary>The smallest that this share of them does not exceed; null where there are none.</summary>
        public double? Quantile(double share)
        {
            if (_count == 0)
            {
                return null;
            }
            double[] sorted = [.. _seconds.AsSpan(0, _count)];
            Array.Sort(sorted);
            return sorted[(int)Math.Ceiling(share * _count) - 1];
        }
    }
}
