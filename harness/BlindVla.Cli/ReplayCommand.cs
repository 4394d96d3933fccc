using System.CommandLine;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary><c>blindvla replay</c>: runs a recorded trial again and says whether it is bit-identical.</summary>
internal static class ReplayCommand
{
    public static Command Create(Installation installation)
    {
        var folder = new Argument<string>("RUN") { Description = "The run's folder." };
        var episodeId = new Argument<string>("EPISODE") { Description = "The episode's id, as in episodes.csv." };
        var policyName = new Option<string?>("--policy")
        {
            Description = "Whose trial; needed where the run has several policies.",
            HelpName = "NAME",
        };
        var suitePath = new Option<string?>("--suite")
        {
            Description = "The suite's file, where the run keeps no copy of it and it is not one of this checkout.",
            HelpName = "FILE",
        };
        var world = new WorldOptions(installation);
        var command = new Command(
            "replay",
            "Run a recorded trial again and say whether scene, pictures, actions and outcome are bit-identical."
        )
        {
            folder,
            episodeId,
            policyName,
            suitePath,
        }.WithExamples("./blindvla replay results/runs/vision put-on-plate/put-on-plate/vision/table/0003 --policy planner");
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var run = RecordedRun.Open(parse.GetValue(folder)!);
                var recordedPolicy = Sides.Recorded(run, parse.GetValue(policyName), "--policy NAME");
                var trial = run.Trial(new(parse.GetValue(episodeId)!, recordedPolicy.Name));
                var identity = run.Record.Identity;
                var suite = Suites.Of(installation, run, parse.GetValue(suitePath));
                var episode = suite
                    .Plan(Suites.SeedOf(identity), identity.EpisodesPerCell)
                    .Episodes.FirstOrDefault(planned => planned.Id == trial.EpisodeId)
                    ?? throw new CommandException(
                        ExitCode.Usage,
                        $"{run.Path} has a trial of {trial.EpisodeId}, which its suite does not have"
                    );

                await using var policy = ReplayKind.Create(run, recordedPolicy);
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, 1, log);
                var spec = await environments.DescribeAsync(cancellationToken);
                Evaluator.CheckFit(spec, [new(recordedPolicy.Name, policy)]);
                await using var environment = await environments.OpenAsync(0, cancellationToken);
                var result = await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(episode, [], cancellationToken);
                var now = TrialRecord.Finished(episode, trial.Policy, 1, result);

                var output = parse.InvocationConfiguration.Output;
                var identical = true;
                void Compare<T>(string what, Func<TrialRecord, T> of)
                {
                    var (recorded, found) = (of(trial), of(now));
                    var same = EqualityComparer<T>.Default.Equals(recorded, found);
                    identical &= same;
                    output.WriteLine(
                        same
                            ? $"  same       {what, -24} {Shown(found)}"
                            : $"  DIFFERENT  {what, -24} recorded {Shown(recorded)}, now {Shown(found)}"
                    );
                }

                output.WriteLine($"{trial.EpisodeId} under {trial.Policy}");
                Compare("scene_sha256", t => t.SceneSha256);
                Compare("observation_sha256", t => t.ObservationSha256);
                Compare("requested_actions_sha256", t => t.RequestedActionsSha256);
                // Runs of earlier versions do not say what was applied.
                if (trial.AppliedActionsSha256 is not null)
                    Compare("applied_actions_sha256", t => t.AppliedActionsSha256);
                Compare("steps", t => t.Steps);
                if (trial.JudgedBy is { } judge)
                {
                    output.WriteLine($"  the outcome is what {judge} said, and is not compared");
                }
                else
                {
                    Compare("success_at_end", t => t.SuccessAtEnd);
                    Compare("success_any_step", t => t.SuccessAnyStep);
                }
                if (!identical)
                {
                    foreach (
                        var difference in RunComparison.Differences(
                            run.Record.Identity,
                            run.Record.Identity with
                            {
                                Environment = EnvironmentIdentity.Of(spec),
                            }
                        )
                    )
                        output.WriteLine($"  {difference}");
                }
                output.WriteLine(identical ? "bit-identical" : "not identical");
                return identical ? ExitCode.Success : ExitCode.Negative;
            }
        );
        return command;
    }

    /// <summary>As the ledger has it.</summary>
    private static string Shown<T>(T value) =>
        value switch
        {
            null => "nothing",
            bool yes => yes ? "true" : "false",
            _ => $"{value}",
        };
}
