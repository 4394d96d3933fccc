using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using BlindVla.Probes;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla probe</c>: what can still be read out of checkpoints.</summary>
internal static class ProbeCommand
{
    private const int DefaultFrames = 4000;

    public static Command Create()
    {
        var seers = new Argument<string[]>("SIGHT")
        {
            Description =
                "[NAME=]FOLDER of a checkpoint, [NAME=]random:FOLDER for the same network with random weights, or [NAME=]teacher:TEACHER "
                + "with resnet18 or random-resnet18.",
            Arity = ArgumentArity.OneOrMore,
        };
        var data = new Option<string>("--data")
        {
            Description = "The data set that readouts are fitted to, of `collect --static`.",
            Required = true,
            HelpName = "FOLDER",
        };
        var heldOut = new Option<string>("--held-out")
        {
            Description = "A data set of other scenes, on which they are tried.",
            Required = true,
            HelpName = "FOLDER",
        };
        var frames = Options.Number(
            "--frames",
            "Of each data set, at most; spread over the whole set.",
            "N",
            DefaultFrames,
            least: 100,
            most: 1_000_000
        );
        var csv = new Option<string?>("--csv") { Description = "Write the table as CSV.", HelpName = "FILE" };
        var command = new Command(
            "probe",
            "What linear readouts find in a network's layers in pictures of other scenes: is a thing there, and where. For things that "
                + "fine-tuning shows, and for those that the benchmark holds out."
        )
        {
            seers,
            data,
            heldOut,
            frames,
            csv,
        }.WithExamples(
            "./blindvla probe runs/base/checkpoint runs/naive/checkpoint --data data/static --held-out data/static-val",
            "./blindvla probe base=runs/base/checkpoint untrained=random:runs/base/checkpoint teacher:resnet18 --data data/static "
                + "--held-out data/static-val"
        );
        command.SetAction(
            (parse, cancellationToken) =>
            {
                var requests = parse.GetValue(seers)!.Select(SightRequest.Parse).ToImmutableArray();
                if (requests.CountBy(request => request.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
                {
                    throw new CommandException(ExitCode.Usage, $"two of what is looked into are called '{twice}'; name them with NAME=");
                }
                OutputFile.Require(parse.GetValue(csv));
                var results = Look(
                    requests,
                    parse.GetValue(data)!,
                    parse.GetValue(heldOut)!,
                    parse.GetValue(frames),
                    Invocation.Of(parse).Progress,
                    cancellationToken
                );
                parse.InvocationConfiguration.Output.WriteLine(Table(results).ToPlain(Invocation.Of(parse).Width));
                OutputFile.Write(parse.GetValue(csv), Csv(results));
                return Task.CompletedTask;
            }
        );
        return command;
    }

    // Not inlined: whoever only asks for help does not load libtorch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<LayerResult> Look(
        ImmutableArray<SightRequest> requests,
        string data,
        string heldOut,
        int frames,
        ConsoleWriter progress,
        CancellationToken cancellationToken
    )
    {
        var (fitted, tried) = (ProbeData.Open(data, frames), ProbeData.Open(heldOut, frames));
        var probe = new LinearProbe(fitted, tried);
        progress.WriteLine($"fitted to {fitted.Frames.Length} frames, tried on {tried.Frames.Length}");
        var results = new List<LayerResult>();
        foreach (var request in requests)
        {
            using var sight = request.Open(fitted.Data.Format.ImageWidth);
            progress.WriteLine($"{sight.Name} looks at {fitted.Frames.Length + tried.Frames.Length} frames");
            results.AddRange(probe.Of(sight, cancellationToken));
        }
        return results;
    }

    private static TextTable Table(List<LayerResult> results) =>
        new(
            [
                new("sight"),
                new("layer"),
                new("channels", true),
                .. results[0]
                    .Readouts.SelectMany(readout =>
                        new TableColumn[]
                        {
                            new($"{readout.Group} ({readout.Names}): there", true),
                            new($"off by ({readout.Places} places)", true),
                        }
                    ),
            ],
            [
                .. results.Select(result =>
                    (IReadOnlyList<string>)
                        [
                            result.Sight,
                            result.Layer,
                            $"{result.Width}",
                            .. result.Readouts.SelectMany(readout => new[] { Percent(readout.Presence), Percent(readout.PlaceError) }),
                        ]
                ),
            ]
        );

    private static string Csv(List<LayerResult> results) =>
        "sight,layer,channels,group,things,presence,places,place_error\n"
        + string.Concat(
            results.SelectMany(result =>
                result.Readouts.Select(readout =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{result.Sight},{result.Layer},{result.Width},{readout.Group},{readout.Names},{readout.Presence:0.0000},"
                            + $"{readout.Places},{readout.PlaceError:0.0000}\n"
                    )
                )
            )
        );

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
