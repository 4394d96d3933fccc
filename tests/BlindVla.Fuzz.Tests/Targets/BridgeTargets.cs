using System.Buffers;
using BlindVla.Bridge;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Evaluation.Tests.Fakes;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>What a server says: the description of its world, and its answers, as bytes and over a real connection.</summary>
internal static class BridgeTargets
{
    private static readonly Lazy<BridgeMessages> Right = new(() => BridgeMessages.AskAsync().GetAwaiter().GetResult());

    public static FuzzTarget Describe(string name) =>
        new(
            name,
            [Right.Value.Description.ToByteArray()],
            [new MessageMutator(Proto.DescribeResponse.Parser), new MessageMutator(Proto.DescribeResponse.Parser), new ByteMutator()],
            input =>
            {
                var description = Parsed(() => Proto.DescribeResponse.Parser.ParseFrom(input));
                DescriptionCheck.Require(BridgeAddress.Parse("unix:/s"), description);
                var spec = ProtoMapping.ToSpec(description);
                // What is believed is written down.
                var run = new SomeRun();
                _ = RunRecord
                    .Begin(run.Identity with { Environment = EnvironmentIdentity.Of(spec) }, new(1, 1, 1, "none"), 1, TimeProvider.System)
                    .Encode();
            },
            typeof(EnvironmentException)
        );

    public static FuzzTarget Response(string name)
    {
        var right = Right.Value;
        return new(
            name,
            [Right.Value.Reset.ToByteArray(), Right.Value.Step.ToByteArray()],
            [new MessageMutator(Proto.ConnectResponse.Parser), new MessageMutator(Proto.ConnectResponse.Parser), new ByteMutator()],
            input =>
            {
                var reader = new ResponseReader();
                var check = new TimeStepCheck(right.Spec);
                var first = reader.Read(new ReadOnlySequence<byte>(right.Reset.ToByteArray())).Reset;
                check.Reset(ProtoMapping.ToTimeStep(first, reader, right.View, right.Spec), right.Episode.Scene);
                var response = Parsed(() => reader.Read(new ReadOnlySequence<byte>(input)));
                Believe(
                    response.PayloadCase switch
                    {
                        Proto.ConnectResponse.PayloadOneofCase.Reset => check.Reset(
                            ProtoMapping.ToTimeStep(response.Reset, reader, right.View, right.Spec),
                            right.Episode.Scene
                        ),
                        Proto.ConnectResponse.PayloadOneofCase.Step => check.Step(
                            ProtoMapping.ToTimeStep(response.Step, reader, right.View, right.Spec)
                        ),
                        Proto.ConnectResponse.PayloadOneofCase.Error => throw ProtoMapping.ToException(response.Error),
                        _ => throw BridgeFaults.Violation("it is no answer"),
                    }
                );
            },
            typeof(EnvironmentException)
        )
        {
            Weight = 2,
        };
    }

    /// <summary>The input is every answer of a server: its first byte says how it is framed, the rest is the message.</summary>
    public static FuzzTarget Session(string name)
    {
        var right = Right.Value;
        var server = HostileServer.Start(right.Description);
        var source = new RemoteServer(BridgeAddress.Parse(server.Address), new(), TimeProvider.System, NullLogger<RemoteServer>.Instance);
        return new(
            name,
            [HostileServer.Input(right.Reset)],
            [new ByteMutator(), new HostileServer.FramedMutator(new MessageMutator(Proto.ConnectResponse.Parser))],
            input => RunAsync(input).GetAwaiter().GetResult(),
            typeof(EnvironmentException)
        )
        {
            Weight = 0.5,
            Files = server,
        };

        async Task RunAsync(byte[] input)
        {
            server.Answer = input;
            await using var world = await source.OpenAsync(0, CancellationToken.None);
            await world.ResetAsync(right.Episode, right.View, CancellationToken.None);
        }
    }

    /// <summary>Whoever sees a time step calculates with it.</summary>
    private static void Believe(TimeStep step)
    {
        var numbers = new List<double> { step.ServerSeconds, step.Observation.TimeSeconds };
        numbers.AddRange(step.Progress.Measures.Select(value => value ?? 0));
        numbers.AddRange(step.Observation.State.ToArray().Select(value => (double)value));
        numbers.AddRange(step.AppliedAction.ToArray().Select(value => (double)value));
        numbers.AddRange(step.Observation.Images.Select(image => image.CaptureTimeSeconds));
        if (!numbers.TrueForAll(double.IsFinite))
        {
            throw new InvalidOperationException($"a time step that is not finite was believed: {step}");
        }
    }

    /// <summary>What gRPC makes of a message that it cannot parse.</summary>
    private static T Parsed<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw BridgeFaults.Violation("it cannot be parsed");
        }
    }
}
