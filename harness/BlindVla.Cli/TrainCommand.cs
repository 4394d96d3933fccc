using System.CommandLine;
using System.Runtime.CompilerServices;
using BlindVla.DataSets;
using BlindVla.Policies.Torch;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary><c>blindvla train</c>: a recipe and its data become a checkpoint.</summary>
internal static class TrainCommand
{
    public static Command Create(Installation installation)
    {
        var recipe = new Argument<string>("recipe")
        {
            Description = "A recipe of policies/recipes by its name, or a file.",
            HelpName = "RECIPE",
        };
        var data = new Option<string[]>("--data")
        {
            Description = "A data set that the recipe learns from, by the recipe's name for it.",
            HelpName = "NAME=FOLDER",
        };
        var validation = new Option<string?>("--validation")
        {
            Description = "A data set that is looked at from time to time and never learned from.",
            HelpName = "FOLDER",
        };
        var start = new Option<string?>("--start")
        {
            Description = "The checkpoint to go on from, where the recipe begins with none of its own.",
            HelpName = "FOLDER",
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder of the run: begun, or gone on with where it was interrupted.",
            Required = true,
            HelpName = "FOLDER",
        };
        var seed = Options.NumberOrNone<int>("--seed", "Instead of the recipe's.", "S", least: 0);
        var teacher = new Option<string?>("--teacher")
        {
            Description = "Folder of C-RADIO (config.json, model.safetensors), where the recipe's teacher is 'radio'.",
            HelpName = "FOLDER",
        };
        var threads = Options.Number(
            "--threads",
            "Threads of the processor. The same number gives the same weights, bit for bit.",
            "N",
            1,
            least: 1,
            most: 256
        );
        var command = new Command("train", "Train a checkpoint by a recipe; interrupted at any step, the same command goes on.")
        {
            recipe,
            data,
            validation,
            start,
            teacher,
            output,
            seed,
            threads,
        }.WithExamples(
            "./blindvla train pretrain-places --data static=data/static --validation data/static-val --out runs/places",
            "./blindvla train naive --start runs/base/checkpoint --data demonstrations=data/demos --out runs/naive",
            "./blindvla train align --start runs/base/checkpoint --data demonstrations=data/demos --out runs/align"
        );
        command.SetAction(
            (parse, cancellationToken) =>
                Run(
                    parse,
                    installation.Recipes,
                    parse.GetValue(recipe)!,
                    new(
                        parse.GetValue(start),
                        Folders(parse.GetValue(data) ?? []),
                        parse.GetValue(validation),
                        parse.GetValue(output)!,
                        parse.GetValue(threads),
                        parse.GetValue(teacher)
                    ),
                    parse.GetValue(seed),
                    cancellationToken
                )
        );
        return command;
    }

    // Not inlined: whoever only asks for help does not load libtorch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task Run(
        ParseResult parse,
        string shipped,
        string name,
        TrainingInputs inputs,
        int? seed,
        CancellationToken cancellationToken
    )
    {
        var console = Invocation.Of(parse);
        try
        {
            var recipe = RecipeFile.Load(ShippedFile.Find(shipped, "recipe", name), shipped);
            using var job = TrainingJob.Open(seed is { } other ? recipe.WithSeed((ulong)other) : recipe, inputs, TimeProvider.System);
            if (job.IsDone())
            {
                console.Results.WriteLine(Path.Combine(inputs.Output, TrainingJob.CheckpointFolder));
                return Task.CompletedTask;
            }
            console.Progress.WriteLine($"{job.Recipe.Name}: step {job.Step} of {job.Recipe.Steps}; Ctrl+C saves and stops");
            foreach (var lost in job.LostLogs)
            {
                console.Progress.WriteLine(
                    $"{Path.Combine(inputs.Output, lost)} is gone: it begins anew, without the steps up to {job.Step}"
                );
            }
            if (!job.Run(new TrainingProgress(console.Progress, job.Recipe), cancellationToken))
            {
                console.Results.WriteLine($"stopped at step {job.Step}; the same command goes on");
                cancellationToken.ThrowIfCancellationRequested();
            }
            console.Results.WriteLine(Path.Combine(inputs.Output, TrainingJob.CheckpointFolder));
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is TrainingException or DataSetException or CheckpointException)
        {
            throw new CommandException(ExitCode.Usage, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Infrastructure, $"{e.Message}; what was saved stays, and the same command goes on");
        }
    }

    private static Dictionary<string, string> Folders(string[] named)
    {
        var folders = new Dictionary<string, string>();
        foreach (var one in named)
        {
            if (one.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } folder])
            {
                throw new CommandException(ExitCode.Usage, $"--data {one}: expected NAME=FOLDER");
            }
            if (!folders.TryAdd(name, folder))
            {
                throw new CommandException(ExitCode.Usage, $"--data {name} is given twice");
            }
        }
        return folders;
    }
}
