using System.CommandLine;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Scenarios;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary><c>blindvla collect</c>: data to train a policy on.</summary>
internal static class CollectCommand
{
    private const string Static = "--static";

    /// <summary>Candidates for each demonstration that is asked for: some do not end well, some are over a quota.</summary>
    private const int CandidatesPerEpisode = 4;

    public static Command Create(Installation installation, PolicyGrammar grammar)
    {
        var suiteName = new Argument<string?>("SUITE")
        {
            Description = "Demonstrations of a suite's episodes: a name (see suite list) or the path of a suite file.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var isStatic = new Option<bool>(Static)
        {
            Description =
                "Instead of demonstrations: scenes in which everything varies, four pictures each, with the place of everything "
                + "and with questions.",
        };
        var scenes = Options.Number("--scenes", "Scenes of --static.", "N", 1000, least: 1, most: 1_000_000);
        var heldOut = Options.Word(
            "--held-out",
            "validation: scenes of --static that no other collection draws, for looking how good a network is.",
            "none",
            "validation"
        );
        var expert = Options.Word(
            "--expert",
            "Who demonstrates. reactive has no memory, so that a picture tells what it does.",
            "reactive",
            "planner"
        );
        var episodes = Options.Number("--episodes", "Demonstrations.", "N", 1000, least: 1, most: 20_000);
        var only = new Option<string?>("--only")
        {
            Description = "Only the episodes whose id matches; * is any characters, ? is one. Default: those in distribution.",
            HelpName = "GLOB",
        };
        var noise = Options.Number(
            "--noise",
            "Largest standard deviation, in metres, of what is done besides what the expert wants; the expert's own action is the label.",
            "M",
            0.0,
            least: 0,
            most: 0.05
        );
        var noiseShare = Options.Number("--noise-share", "Share of the episodes with --noise.", "SHARE", 0.5, least: 0, most: 1);
        var filter = Options.Word(
            "--filter",
            "Steps to leave out: of less than 1 mm and 6 mrad, or, as the paper does, of less than 10 mm and 60 mrad.",
            [.. StepFilter.All.Select(step => step.Name)]
        );
        var perObject = Options.NumberOrNone<int>("--per-object", "Demonstrations with the same object, at most.", "N", least: 1);
        var perTable = Options.NumberOrNone<int>("--per-table", "Demonstrations on the same table, at most.", "N", least: 1);
        var seed = Options.Number("--seed", "Seed of every draw; not the one that policies are evaluated with.", "S", 1UL);
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
            suiteName,
            expert,
            episodes,
            only,
            noise,
            noiseShare,
            filter,
            perObject,
            perTable,
            isStatic,
            scenes,
            heldOut,
            seed,
            folder,
            imageSize,
            workers,
        }.WithExamples(
            "./blindvla collect put-on-plate --episodes 3000 --noise 0.012 --out data/demonstrations",
            "./blindvla collect put-on-plate --expert planner --filter zero-motion --per-object 20 --episodes 320 --out data/planner",
            "./blindvla collect --static --scenes 8000 --out data/static",
            "./blindvla collect --static --scenes 300 --held-out validation --out data/static-validation"
        );
        world.AddTo(command);
        Option[] ofStatic = [scenes, heldOut];
        Option[] ofDemonstrations = [expert, episodes, only, noise, noiseShare, filter, perObject, perTable];
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var path = parse.GetValue(folder)!;
                RefuseMixture(parse, parse.GetValue(suiteName), parse.GetValue(isStatic), ofStatic, ofDemonstrations);
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, parse.GetValue(workers), log);
                if (parse.GetValue(isStatic))
                {
                    var options = new StaticOptions(
                        parse.GetValue(scenes),
                        parse.GetValue(seed),
                        parse.GetValue(heldOut) == "validation",
                        parse.GetValue(imageSize),
                        parse.GetValue(workers)
                    );
                    var catalogue = Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue"));
                    var progress = new CollectProgress(Invocation.Of(parse).Progress, "scenes", TimeProvider.System);
                    await new StaticCollector(environments, catalogue, options, TimeProvider.System).CollectAsync(
                        path,
                        progress.Show,
                        cancellationToken
                    );
                    progress.End();
                }
                else
                {
                    var options = new DemonstrationOptions(
                        parse.GetValue(episodes),
                        parse.GetValue(seed),
                        parse.GetValue(imageSize),
                        parse.GetValue(workers)
                    )
                    {
                        Noise = parse.GetValue(noise) is > 0 and var meters ? new(meters, parse.GetValue(noiseShare)) : ActionNoise.None,
                        Filter = StepFilter.All.First(step => step.Name == parse.GetValue(filter)),
                        PerObject = parse.GetValue(perObject),
                        PerTable = parse.GetValue(perTable),
                    };
                    await DemonstrateAsync(
                        installation,
                        parse,
                        parse.GetValue(suiteName)!,
                        parse.GetValue(only),
                        grammar.ParseAll("--expert", [parse.GetValue(expert)!])[0],
                        options,
                        environments,
                        path,
                        cancellationToken
                    );
                }
                parse.InvocationConfiguration.Output.WriteLine(path);
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static void RefuseMixture(ParseResult parse, string? suite, bool isStatic, Option[] ofStatic, Option[] ofDemonstrations)
    {
        if (isStatic == suite is not null)
        {
            throw new CommandException(
                ExitCode.Usage,
                isStatic
                    ? $"{Static} draws scenes of its own; leave out the suite '{suite}', or {Static}"
                    : $"expected a suite whose episodes are demonstrated, or {Static}"
            );
        }
        var foreign = (isStatic ? ofDemonstrations : ofStatic).Where(option => parse.GetResult(option) is { Implicit: false }).ToList();
        if (foreign.Count > 0)
        {
            throw new CommandException(
                ExitCode.Usage,
                string.Join('\n', foreign.Select(option => $"{option.Name} is for {(isStatic ? "demonstrations" : Static)}"))
            );
        }
    }

    private static async Task DemonstrateAsync(
        Installation installation,
        ParseResult parse,
        string suiteName,
        string? only,
        PolicyRequest expert,
        DemonstrationOptions options,
        IEnvironmentSource environments,
        string path,
        CancellationToken cancellationToken
    )
    {
        var suite = Suites.Library(installation).Load(suiteName);
        var all = suite.Plan(options.Seed, options.Episodes * CandidatesPerEpisode);
        var plan = all.Only(only ?? "*");
        var candidates = only is null ? [.. plan.Episodes.Where(episode => episode.Split == Split.InDistribution)] : plan.Episodes;
        if (candidates.IsEmpty)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"suite {suite.Name} has no episodes in distribution; say with --only which of the others to demonstrate"
            );
        }
        Suites.Require(plan, await environments.DescribeAsync(cancellationToken));
        var catalogue = Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue"));
        var arguments = new Dictionary<string, string>
        {
            ["suite"] = suite.Name,
            ["suite_sha256"] = suite.Sha256,
            ["only"] = only ?? "in distribution",
        };
        var progress = new CollectProgress(Invocation.Of(parse).Progress, "episodes", TimeProvider.System);
        await using var policy = expert.Create();
        var done = await new DemonstrationCollector(
            environments,
            catalogue,
            suite.Name,
            candidates,
            policy,
            options,
            TimeProvider.System
        ).CollectAsync(path, arguments, progress.Show, cancellationToken);
        progress.End();
        if (done < options.Episodes)
        {
            Invocation
                .Of(parse)
                .Progress.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{done} of {options.Episodes} demonstrations: of {candidates.Length} episodes no more ended well within the quotas"
                    )
                );
        }
    }
}
