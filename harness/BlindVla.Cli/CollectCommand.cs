using System.CommandLine;
using BlindVla.Scenarios;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary><c>blindvla collect</c>: data to train a policy on.</summary>
internal static class CollectCommand
{
    public static Command Create(Installation installation)
    {
        var isStatic = new Option<bool>("--static")
        {
            Description = "Scenes in which everything varies, four pictures each, with the place of everything and with questions.",
            Required = true,
        };
        var scenes = Options.Number("--scenes", "Scenes of --static.", "N", 1000, least: 1, most: 1_000_000);
        var heldOut = Options.Word(
            "--held-out",
            "validation: scenes that no other collection draws, for looking how good a network is.",
            "none",
            "validation"
        );
        var seed = Suites.Seed();
        var folder = new Option<string>("--out")
        {
            Description = "The data set's folder. What is finished there already is kept: the same command goes on with it.",
            Required = true,
            HelpName = "DIR",
        };
        var imageSize = Options.Number("--image-size", "Pixels of a picture's edge.", "N", 128, least: 1, most: 2048);
        var workers = Options.Number(
            "--workers",
            "Scenes at a time; by default one per core. It changes nothing in what is written.",
            "W",
            Environment.ProcessorCount,
            least: 1,
            most: Options.MaxWorkers
        );
        var world = new WorldOptions(installation);
        var command = new Command("collect", "Data to train a policy on, in the layout of LeRobot v3.")
        {
            isStatic,
            scenes,
            heldOut,
            seed,
            folder,
            imageSize,
            workers,
        }.WithExamples(
            "./blindvla collect --static --scenes 8000 --seed 1 --out data/static",
            "./blindvla collect --static --scenes 300 --seed 1 --held-out validation --out data/static-validation"
        );
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var options = new StaticOptions(
                    parse.GetValue(scenes),
                    parse.GetValue(seed),
                    parse.GetValue(heldOut) == "validation",
                    parse.GetValue(imageSize),
                    parse.GetValue(workers)
                );
                var catalogue = Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue"));
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, options.Workers, log);
                var progress = new CollectProgress(Invocation.Of(parse).Progress, "scenes", TimeProvider.System);
                var path = parse.GetValue(folder)!;
                await new StaticCollector(environments, catalogue, options, TimeProvider.System).CollectAsync(
                    path,
                    progress.Show,
                    cancellationToken
                );
                progress.End();
                parse.InvocationConfiguration.Output.WriteLine(path);
                return ExitCode.Success;
            }
        );
        return command;
    }
}
