using System.CommandLine;
using BlindVla.Imports;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla import</c>: what another harness wrote down becomes a run.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE")
        {
            Description =
                "LeRobot's eval_info.json; a result file of vla-eval or its recording-ID.sqlite; or a folder with the files of one "
                + "evaluation, shards too.",
        };
        var from = Options.WordOrNone("--from", "Which harness wrote it. Default: seen from the files.", RunImport.Harnesses);
        var policy = new Option<string>("--policy")
        {
            Description = "What the policy is called here.",
            Required = true,
            HelpName = "NAME",
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder of the run.",
            Required = true,
            HelpName = "DIR",
        };
        var suite = new Option<string?>("--suite")
        {
            Description = "What the suite is called here. Default: as the benchmark; LeRobot's files of one environment do not say.",
            HelpName = "NAME",
        };
        var benchmark = new Option<string?>("--benchmark")
        {
            Description = "Take only this benchmark, or group of tasks, of several.",
            HelpName = "NAME",
        };
        var seed = Options.NumberOrNone<ulong>(
            "--seed",
            "The seed it was run with, where the files do not say: only runs of one seed are paired. LeRobot's default is 1000.",
            "S"
        );
        var mayDiffer = new Option<string[]>("--may-differ")
        {
            Description =
                "A key of vla-eval's config that need not be equal for runs to be compared, e.g. params.send_wrist_image; "
                + "repeat for several.",
            HelpName = "KEY",
        };
        var command = new Command(
            "import",
            "Make a run of another harness's results, for compare, gate and report. What the files do not say stays empty; what is an "
                + "infrastructure fault there is errored here, and in no rate."
        )
        {
            source,
            from,
            policy,
            output,
            suite,
            benchmark,
            seed,
            mayDiffer,
        }.WithExamples(
            "./blindvla import outputs/eval/eval_info.json --suite pusht --policy candidate --out results/runs/candidate",
            "./blindvla import libero/eval_info.json --seed 1000 --policy candidate --out results/runs/candidate",
            "./blindvla import results/vla-eval --from vla-eval --policy candidate --out results/runs/candidate"
        );
        command.SetAction(parse =>
        {
            var console = parse.InvocationConfiguration;
            var imported = RunImport.Import(
                new(parse.GetValue(source)!, parse.GetValue(output)!, parse.GetValue(policy)!)
                {
                    From = parse.GetValue(from),
                    Suite = parse.GetValue(suite),
                    Benchmark = parse.GetValue(benchmark),
                    Seed = parse.GetResult(seed) is { Implicit: false } ? parse.GetValue(seed) : null,
                    MayDiffer = [.. parse.GetValue(mayDiffer) ?? []],
                },
                TimeProvider.System
            );
            var origin = imported.Record.Identity.Imported!;
            console.Error.WriteLine(
                $"{imported.Record.Identity.Suite.Name}: {RunStatuses.Words(imported.Record)}, from {origin.Harness} ({origin.Layout})"
            );
            foreach (var note in imported.Notes)
                console.Error.WriteLine($"  {note}");
            console.Output.WriteLine(SummaryTable.Plain(imported.Summary, Invocation.Of(parse).Width));
            console.Output.WriteLine(Path.GetFullPath(parse.GetValue(output)!));
            return ExitCode.Success;
        });
        return command;
    }
}
