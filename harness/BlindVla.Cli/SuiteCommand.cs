using System.CommandLine;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary><c>blindvla suite list | show | draw</c>: what will be run.</summary>
internal static class SuiteCommand
{
    public static Command Create(Installation installation) =>
        new Command("suite", "What can be run, and what it looks like.")
        {
            List(installation),
            Show(installation),
            Draw(installation),
        }.WithExamples("./blindvla suite list", "./blindvla suite show put-on-plate", "./blindvla suite draw put-on-plate --out sheet.png");

    private static Command List(Installation installation)
    {
        var json = Json();
        var command = new Command("list", "The suites of this checkout.") { json }.WithExamples("./blindvla suite list");
        command.SetAction(parse =>
        {
            var library = Suites.Library(installation);
            var output = parse.InvocationConfiguration.Output;
            var suites = library.Names.Select(library.Load);
            if (parse.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize([.. suites.Select(SuiteHead.Of)], SuiteJson.Default.SuiteHeadArray));
                return;
            }
            foreach (var suite in suites)
                output.WriteLine($"{suite.Name, -20} {suite.Description}");
        });
        return command;
    }

    private static Command Show(Installation installation)
    {
        var suiteName = Suites.Argument();
        var json = Json();
        var command = new Command("show", "The tasks, axes and cells of a suite.") { suiteName, json }.WithExamples(
            "./blindvla suite show put-on-plate",
            "./blindvla suite show put-on-plate --json"
        );
        command.SetAction(parse =>
        {
            var suite = Suites.Library(installation).Load(parse.GetValue(suiteName)!);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(SuiteContent.Of(suite), SuiteJson.Default.SuiteContent));
                return;
            }
            output.WriteLine($"{suite.Name} version {suite.Version}, sha256 {suite.Sha256}");
            output.WriteLine(suite.Description);
            if (suite.Late != LateRule.Wait)
                output.WriteLine($"late in real time: {(suite.Late == LateRule.Hold ? "hold" : "continue_chunk")}");
            foreach (var task in suite.Tasks)
            {
                output.WriteLine();
                output.WriteLine($"task {task.Name}: {task.Description}");
                output.WriteLine(
                    $"  {task.MaxSteps} control steps of {suite.ControlPeriodSeconds} s, success "
                        + $"{(task.SuccessRule == SuccessRule.AtEnd ? "at the end" : "at any step")}"
                );
                WriteSlots(output, task.Slots);
                foreach (var axis in task.Axes)
                {
                    foreach (var perturbation in axis.Perturbations)
                    {
                        output.WriteLine($"  axis {axis.NameAt(perturbation.Level)}: {axis.Description}");
                        WriteSlots(output, perturbation.Slots);
                    }
                }
            }
        });
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "As JSON." };

    private static void WriteSlots(TextWriter output, IEnumerable<SlotChoices> slots)
    {
        foreach (var slot in slots)
            output.WriteLine($"    {slot.Slot, -20} {slot.Count, 5}  {slot.Summary}");
    }

    private static Command Draw(Installation installation)
    {
        var suiteName = Suites.Argument();
        var world = new WorldOptions(installation);
        var seed = Suites.Seed();
        var columns = Options.Number("--columns", "Pairs of control and perturbed scene per row.", "N", 3, least: 1, most: 1000);
        var file = new Option<FileInfo>("--out")
        {
            Description = "The picture to write: .png, .jpg, .webp or .gif.",
            DefaultValueFactory = _ => new("suite.png"),
            HelpName = "FILE",
        };
        var command = new Command(
            "draw",
            "A contact sheet of a suite's scenes: one row per task, axis and level, each perturbed scene beside its control."
        )
        {
            suiteName,
            seed,
            columns,
            file,
        }.WithExamples("./blindvla suite draw put-on-plate --columns 6 --out sheet.png");
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var path = parse.GetValue(file)!.FullName;
                var suite = Suites.Library(installation).Load(parse.GetValue(suiteName)!);
                var sheet = new SuiteSheet(suite, parse.GetValue(seed), parse.GetValue(columns));
                PictureFile.RequireWritable(path, sheet.Size.Width, sheet.Size.Height);
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, 1, log);
                Suites.Require(sheet.Plan, await environments.DescribeAsync(cancellationToken));
                await using var environment = await environments.OpenAsync(0, cancellationToken);
                PictureOutput.Write(path, await sheet.DrawAsync(environment, cancellationToken));
                parse.InvocationConfiguration.Output.WriteLine(path);
                return ExitCode.Success;
            }
        );
        return command;
    }
}
