using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary>
/// Films a recorded trial anew, with more in the picture than any policy was shown: its actions are done again in a simulator that draws
/// shadows and smooth edges. What happens must be what was recorded.
/// </summary>
internal static class FilmForPeople
{
    private static readonly CameraRequest Camera = new(Cameras.Main, 640, 480);

    /// <summary>A simulator that draws so.</summary>
    public static IEnvironmentSource Simulator(Installation installation, RunLog log) =>
        WorldOptions.Simulator(installation, log, "--supersample", "2", "--soft-shadows");

    /// <param name="folder">Where the film comes to lie.</param>
    /// <param name="report">Is told of every control step that is done again.</param>
    /// <exception cref="CommandException">Something else happens than was recorded, or the run is of no simulator.</exception>
    /// <exception cref="RunException">The run was imported, or the trial has no actions.</exception>
    /// <exception cref="EnvironmentException">No simulator can be had.</exception>
    public static async Task<Film> MakeAsync(
        Installation installation,
        IEnvironmentSource environments,
        RecordedRun run,
        PolicyIdentity recorded,
        TrialRecord trial,
        string folder,
        Action<int> report,
        CancellationToken cancellationToken
    )
    {
        if (run.Record.Identity.IsJudged)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"--for-people: a person laid the scenes of {run.Path} and judged; nothing of it can be done again in a simulator"
            );
        }
        var episode = Suites.EpisodeOf(installation, run, trial);
        await using var policy = ReplayKind.Create(run, recorded, looks: false);
        var spec = await environments.DescribeAsync(cancellationToken);
        Evaluator.CheckFit(spec, [new(recorded.Name, policy)]);
        await using var environment = await environments.OpenAsync(0, cancellationToken);
        EpisodeResult result;
        await using (
            var recorder = new VideoRecorder(
                Path.Combine(folder, RunFolder.VideoFolder),
                VideoMode.All,
                Camera,
                spec.ControlPeriodSeconds,
                spec.Measures
            )
        )
        {
            await using var camera = recorder.Watch!(episode, trial.Policy);
            result = await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(
                episode,
                [camera, new StepObserver(report)],
                cancellationToken
            );
        }
        var now = TrialRecord.Finished(episode, trial.Policy, trial.Attempts, result);
        // The policy was shown other pictures, and nothing is shown to it here.
        var different = RepeatedFact.Of(trial, now).FirstOrDefault(fact => !fact.IsSame && fact.Name != RepeatedFact.Observations);
        return different is null
            ? new(RunFolder.FilmOf(folder, trial.Key)!)
            : throw new CommandException(
                ExitCode.Negative,
                $"--for-people: {trial.Key} does not happen again as it was recorded ({different.Name} was {different.Recorded}, is now "
                    + $"{different.Found}), so that a film of it would show something else; the recorded film is there without --for-people"
            );
    }
}
