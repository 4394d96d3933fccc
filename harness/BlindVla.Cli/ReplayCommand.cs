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
                var episode = Suites.EpisodeOf(installation, run, trial, parse.GetValue(suitePath));

                await using var policy = ReplayKind.Create(run, recordedPolicy);
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, 1, log);
                var spec = await environments.DescribeAsync(cancellationToken);
                Evaluator.CheckFit(spec, [new(recordedPolicy.Name, policy)]);
                await using var environment = await environments.OpenAsync(0, cancellationToken);
                var result = await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(episode, [], cancellationToken);
                var now = TrialRecord.Finished(episode, trial.Policy, 1, result);

                var output = parse.InvocationConfiguration.Output;
                output.WriteLine($"{trial.EpisodeId} under {trial.Policy}");
                var facts = RepeatedFact.Of(trial, now).ToList();
                foreach (var fact in facts)
                    output.WriteLine(
                        fact.IsSame
                            ? $"  same       {fact.Name, -24} {fact.Found}"
                            : $"  DIFFERENT  {fact.Name, -24} recorded {fact.Recorded}, now {fact.Found}"
                    );
                if (trial.JudgedBy is { } judge)
                    output.WriteLine($"  the outcome is what {judge} said, and is not compared");
                var identical = facts.TrueForAll(fact => fact.IsSame);
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
}
