using System.CommandLine;
using System.Runtime.CompilerServices;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla probe-set write | score</c>: does a vision-language model see what the board tasks ask for, without moving
/// anything?</summary>
internal static class ProbeSetCommand
{
    public static Command Create(Installation installation) =>
        new Command("probe-set", "Questions about the scenes of board tasks for any vision-language model.")
        {
            Write(installation),
            Score(),
        }.WithExamples("./blindvla probe-set write vl-think --out probes", "./blindvla probe-set score probes --answers answers.jsonl");

    private static Command Write(Installation installation)
    {
        var suiteName = Suites.Argument();
        var world = new WorldOptions(installation);
        var seed = Suites.Seed();
        var episodes = Options.Number("--episodes", "Questions per task.", "N", 20);
        var folder = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder to write.",
            Required = true,
            HelpName = "DIR",
        };
        var command = new Command("write", "The first picture of every scene as PNG, and questions.jsonl with one question a line.")
        {
            suiteName,
            seed,
            episodes,
            folder,
        }.WithExamples("./blindvla probe-set write vl-think --episodes 50 --out probes");
        world.AddTo(command);
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var plan = Suites
                    .Library(installation)
                    .Load(parse.GetValue(suiteName)!)
                    .Plan(parse.GetValue(seed), parse.GetValue(episodes));
                var probes = plan.Episodes.Select(episode => (Episode: episode, Question: BoardQuestion.Of(episode))).ToList();
                if (probes.Find(probe => probe.Question is null).Episode is { } other)
                    throw new CommandException(
                        ExitCode.Usage,
                        $"expected two or three boards in every scene, not in {other.Id}; vl-think has such tasks"
                    );
                using var log = world.Log(parse);
                await using var environments = world.Open(parse, 1, log);
                Suites.Require(plan, await environments.DescribeAsync(cancellationToken));
                await using var environment = await environments.OpenAsync(0, cancellationToken);
                var path = parse.GetValue(folder)!.FullName;
                await ProbeSet.WriteAsync(path, LookAsync(environment, probes.Select(p => (p.Episode, p.Question!)), cancellationToken));
                parse.InvocationConfiguration.Output.WriteLine($"{probes.Count} questions: {path}");
                return ExitCode.Success;
            }
        );
        return command;
    }

    /// <summary>The first picture of every episode, at the camera's native size.</summary>
    private static async IAsyncEnumerable<(BoardQuestion Question, ImageFrame Image)> LookAsync(
        IEnvironment environment,
        IEnumerable<(EpisodeSpec Episode, BoardQuestion Question)> probes,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var camera = environment.Spec.Cameras.First(c => c.Name == Cameras.Main);
        var view = new ObservationRequest([new(camera.Name, camera.Width, camera.Height)], Privileged: false);
        foreach (var (episode, question) in probes)
        {
            var first = await environment.ResetAsync(episode, view, cancellationToken);
            yield return (question, first.Observation.Images[0]);
        }
    }

    private static Command Score()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that probe-set write made." };
        var answers = new Option<FileInfo>("--answers")
        {
            Description = "One JSON object a line, with the question's id and the model's answer in words.",
            Required = true,
            HelpName = "FILE",
        };
        var rule = Options.Word(
            "--rule",
            "strict: yes, and the right place and no other. lenient: the public helper's rule, which other places do not disturb.",
            "strict",
            "lenient"
        );
        var command = new Command("score", "How many questions of each task a model answered rightly, with Wilson 95 % intervals.")
        {
            folder,
            answers,
            rule,
        }.WithExamples("./blindvla probe-set score probes --answers answers.jsonl --rule lenient");
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var probes = ProbeSet.Open(parse.GetValue(folder)!);
                await using var answerer = AnswerFile.Read(parse.GetValue(answers)!.FullName, probes.Questions);
                var strictness = Enum.Parse<AnswerRule>(parse.GetValue(rule)!, ignoreCase: true);
                var results = await Examination.RunAsync(probes.Questions, probes.Image, answerer, strictness, cancellationToken);
                parse.InvocationConfiguration.Output.Write(
                    AnswerTable.Plain(answerer.Name, results, strictness, Invocation.Of(parse).Width)
                );
                return ExitCode.Success;
            }
        );
        return command;
    }
}
