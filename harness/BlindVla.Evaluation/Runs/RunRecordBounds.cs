namespace BlindVla.Evaluation;

/// <summary>What the numbers and names of a <c>run.json</c> may be, so that whoever reads one can rely on them.</summary>
internal static class RunRecordBounds
{
    private const int MaxTrials = 500_000_000;
    private const int MaxPictureSide = 16_384;
    private const int MaxChunk = 10_000;
    private const double MaxPeriodSeconds = 3600;
    private const double MaxStepsPerSecond = 1e12;
    private const double MaxWallSeconds = 3.2e9; // A hundred years.

    /// <exception cref="FormatException">With every value that is out of bounds.</exception>
    public static void Check(RunRecord record)
    {
        var problems = new List<string>();
        void Within<T>(string name, T value, T minimum, T maximum)
            where T : IComparable<T>
        {
            if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
            {
                problems.Add($"{name} is {value}, expected {minimum} to {maximum}");
            }
        }

        Within("trials.planned", record.Trials.Planned, 0, MaxTrials);
        Within("trials.finished", record.Trials.Finished, 0, MaxTrials);
        Within("trials.errored", record.Trials.Errored, 0, MaxTrials);
        if (record.Gate is { } gate && !TrialFile.IsPlain(gate))
        {
            problems.Add($"gate is '{gate}', expected the name of one");
        }
        if (record.GateSha256 is { } digest && !(digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower)))
        {
            problems.Add($"gate_sha256 is '{digest}', expected 64 hexadecimal digits");
        }
        foreach (var power in record.GatePower ?? [])
        {
            Within("gate_power", power, 0, 1);
        }
        foreach (var rate in record.Settings.WorkerRates ?? [])
        {
            Within("settings.worker_rates.workers", rate.Workers, 1, MaxTrials);
            Within("settings.worker_rates.steps_per_second", rate.StepsPerSecond, 0, MaxStepsPerSecond);
        }
        if (record.Settings.Servers is { } servers)
        {
            Within("settings.servers", servers, 1, MaxTrials);
        }
        Within("timings.wall_seconds", record.Timings.WallSeconds, 0, MaxWallSeconds);
        var identity = record.Identity;
        Within("identity.episodes_per_cell", identity.EpisodesPerCell, 1, MaxTrials);
        var isImported = identity.Imported is not null;
        void Said<T>(string name, T? value, Action<T> check)
            where T : struct
        {
            if (value is { } known)
            {
                check(known);
            }
            else if (!isImported)
            {
                problems.Add($"{name} is null, which only an imported run may say");
            }
        }
        Said("identity.seed", identity.Seed, _ => { });
        const string Control = "identity.environment.control_period_seconds";
        Said(Control, identity.Environment.ControlPeriodSeconds, period => Within(Control, period, double.Epsilon, MaxPeriodSeconds));
        const string Physics = "identity.environment.physics_period_seconds";
        Said(Physics, identity.Environment.PhysicsPeriodSeconds, period => Within(Physics, period, 0, MaxPeriodSeconds));
        if (identity.Shard is { } shard)
        {
            Within("identity.shard.count", shard.Count, 1, Shard.MaxCount);
            Within("identity.shard.index", shard.Index, 1, shard.Count);
        }
        Within("the number of identity.policies", identity.Policies.Length, 1, MaxTrials);
        foreach (var (i, policy) in identity.Policies.Index())
        {
            var at = $"identity.policies[{i}]";
            if (!TrialFile.IsPlain(policy.Name))
            {
                problems.Add($"{at}.name is '{policy.Name}', expected a name that a folder may have");
            }
            if (identity.Policies.Take(i).Any(earlier => earlier.Name == policy.Name))
            {
                problems.Add($"{at}.name is '{policy.Name}', which another policy has");
            }
            Within($"{at}.chunk_length", policy.ChunkLength, 1, MaxChunk);
            if (policy.ControlPeriodSeconds is { } period)
            {
                Within($"{at}.control_period_seconds", period, double.Epsilon, MaxPeriodSeconds);
            }
            foreach (var (camera, request) in policy.Cameras.Index())
            {
                Within($"{at}.cameras[{camera}].width", request.Width, 1, MaxPictureSide);
                Within($"{at}.cameras[{camera}].height", request.Height, 1, MaxPictureSide);
            }
        }
        if (problems.Count > 0)
        {
            throw new FormatException(string.Join("; ", problems));
        }
    }
}
