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
    private const string From = "--from";

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
        var only = Suites.Only(otherwise: " Default: those in distribution.");
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
        var from = new Option<string?>(From)
        {
            Description = "Instead of a suite: the recorded episodes of a policy, all of them, with what --relabel would have done.",
            HelpName = "RUN[:NAME]",
        };
        var relabel = Options.Word("--relabel", "Who says what should have been done in the episodes of --from.", "reactive", "planner");
        var seed = Options.Number("--seed", "Seed of every draw; not the one that policies are evaluated with.", "S", 1UL);
        var folder = new Option<string>("--out")
        {
            Description = "The data set's folder. What is finished there already is kept: the same command goes on with it.",
            Required = true,
            HelpName = "DIR",
        };
        var imageSize = Options.Number("--image-size", "Pixels of a picture's edge.", "N", 128, least: 1, most: 2048);
        var workers = Options.Workers("Scenes at a time; by default one per core. It changes nothing in what is written.");
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
            from,
            relabel,
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
            "./blindvla collect --from results/runs/naive --relabel reactive --out data/corrections",
            "./blindvla collect --static --scenes 8000 --out data/static",
            "./blindvla collect --static --scenes 300 --held-out validation --out data/static-validation"
        );
        world.AddTo(command);
        (Source[] Sources, Option[] Options)[] uses =
        [
            ([Source.Suite], [expert, episodes, only, noise, noiseShare, perObject, perTable]),
            ([Source.Run], [relabel]),
            ([Source.Static], [scenes, heldOut]),
            ([Source.Suite, Source.Run], [filter]),
            ([Source.Suite, Source.Static], [seed]),
        ];
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var (suite, run, path) = (parse.GetValue(suiteName), parse.GetValue(from), parse.GetValue(folder)!);
                var source = TheOne(suite is not null, run is not null, parse.GetValue(isStatic));
                RefuseForeign(parse, source, uses);
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
                var recorded = run is null ? null : RecordedEpisodes.Of(installation, run);
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, options.Workers, log);
                var catalogue = Catalogue.Load(Path.Combine(installation.Scenarios, "catalogue"));
                var what = source == Source.Static ? "scenes" : "episodes";
                var progress = new CollectProgress(Invocation.Of(parse).Progress, what, path, TimeProvider.System);
                if (recorded is not null)
                {
                    await using var policy = grammar.ParseAll("--relabel", [parse.GetValue(relabel)!])[0].Create();
                    await using var performer = recorded.Performer;
                    await new DemonstrationCollector(
                        environments,
                        catalogue,
                        recorded.Suite.Name,
                        recorded.Episodes,
                        policy,
                        options with
                        {
                            Episodes = recorded.Episodes.Length,
                            Performer = performer,
                        },
                        TimeProvider.System
                    ).CollectAsync(path, recorded.Arguments, progress.Show, cancellationToken);
                }
                else if (suite is not null)
                {
                    var request = grammar.ParseAll("--expert", [parse.GetValue(expert)!])[0];
                    var done = await DemonstrateAsync(
                        Suites.Library(installation).Load(suite),
                        parse.GetValue(only),
                        catalogue,
                        request,
                        options,
                        environments,
                        path,
                        progress,
                        cancellationToken
                    );
                    if (done < options.Episodes)
                    {
                        Invocation
                            .Of(parse)
                            .Progress.WriteLine(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{done} of {options.Episodes} demonstrations: no more of the episodes ended well within the quotas"
                                )
                            );
                    }
                }
                else
                {
                    var staticOptions = new StaticOptions(
                        parse.GetValue(scenes),
                        options.Seed,
                        parse.GetValue(heldOut) == "validation",
                        options.ImageSize,
                        options.Workers
                    );
                    await new StaticCollector(environments, catalogue, staticOptions, TimeProvider.System).CollectAsync(
                        path,
                        progress.Show,
                        cancellationToken
                    );
                }
                progress.End();
                parse.InvocationConfiguration.Output.WriteLine(path);
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static Source TheOne(bool suite, bool run, bool isStatic) =>
        (suite, run, isStatic) switch
        {
            (true, false, false) => Source.Suite,
            (false, true, false) => Source.Run,
            (false, false, true) => Source.Static,
            var asked => throw new CommandException(
                ExitCode.Usage,
                $"expected one of a suite whose episodes are demonstrated, {From} RUN and {Static}, found "
                    + (asked == default ? "none" : "several")
            ),
        };

    private static void RefuseForeign(ParseResult parse, Source source, (Source[] Sources, Option[] Options)[] uses)
    {
        var foreign =
            from use in uses
            where !use.Sources.Contains(source)
            from option in use.Options
            where parse.GetResult(option) is { Implicit: false }
            select $"{option.Name} is for {string.Join(" or ", use.Sources.Select(Name))}";
        var problems = foreign.ToList();
        if (problems.Count > 0)
        {
            throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
        }

        static string Name(Source source) =>
            source switch
            {
                Source.Suite => "a suite",
                Source.Run => From,
                _ => Static,
            };
    }

    private static async Task<int> DemonstrateAsync(
        Suite suite,
        string? only,
        Catalogue catalogue,
        PolicyRequest expert,
        DemonstrationOptions options,
        IEnvironmentSource environments,
        string path,
        CollectProgress progress,
        CancellationToken cancellationToken
    )
    {
        var plan = suite.Plan(options.Seed, options.Episodes * CandidatesPerEpisode).Only(only);
        var candidates = only is null ? [.. plan.Episodes.Where(episode => episode.Split == Split.InDistribution)] : plan.Episodes;
        if (candidates.IsEmpty)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"suite {suite.Name} has no episodes in distribution; say with --only which of the others to demonstrate"
            );
        }
        Suites.Require(plan, await environments.DescribeAsync(cancellationToken));
        var arguments = new Dictionary<string, string>
        {
            ["suite"] = suite.Name,
            ["suite_sha256"] = suite.Sha256,
            ["only"] = only ?? "in distribution",
        };
        await using var policy = expert.Create();
        return await new DemonstrationCollector(
            environments,
            catalogue,
            suite.Name,
            candidates,
            policy,
            options,
            TimeProvider.System
        ).CollectAsync(path, arguments, progress.Show, cancellationToken);
    }

    /// <summary>Where data comes from.</summary>
    private enum Source
    {
        Suite,
        Run,
        Static,
    }
}
