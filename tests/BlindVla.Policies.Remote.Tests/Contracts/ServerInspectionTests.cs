using System.Text.Json;
using BlindVla.Core;
using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>What is seen of a server, whatever it speaks.</summary>
[TestFixtureSource(typeof(Wire), nameof(Wire.All))]
[CancelAfter(120_000)]
public sealed class ServerInspectionTests(Wire wire)
{
    private static readonly CameraRequest Camera = new(Conventions.MainCamera, 2, 1);

    private EmbodimentMapping Mapping { get; } = SomeMapping.Of(wire.Mapping, (wire.Size, "size: 2x1"));

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task ServerThatFits_IsTimedWithOneFourAndSixteenSessions()
    {
        await using var server = await Served.ServeAsync(new StillPolicy(Camera), Mapping);

        var seen = await InspectAsync(server.Address, Mapping);

        Assert.That(seen.Fits, seen.AnswerProblem);
        Assert.That(seen.FirstAnswerSeconds, Is.Not.Null);
        Assert.That(
            seen.Loads.Select(load => (load.Sessions, load.Answers, load.Problem)),
            Is.EqualTo(
                new[]
                {
                    // A clock that stands still ends nothing: each session asks as much as it may.
                    (1, 100, (string?)null),
                    (4, 400, null),
                    (16, 1600, null),
                }
            )
        );
        using var json = JsonDocument.Parse(seen.ToJson());
        Assert.That(json.RootElement.GetProperty("declares").GetProperty("checkpoint").GetString(), Is.EqualTo("a checkpoint"));
        Assert.That(json.RootElement.GetProperty("mapping_sha256").GetString(), Is.EqualTo(Mapping.Digest));
        Assert.That(json.RootElement.GetProperty("loads").GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task ServerThatContradictsTheMapping_IsAskedNothing()
    {
        var asked = 0;
        var inner = new StillPolicy(Camera)
        {
            BeforeAnswer = _ =>
            {
                asked++;
                return Task.CompletedTask;
            },
        };
        await using var server = await Served.ServeAsync(inner, Mapping);
        var other = SomeMapping.Of(wire.Mapping, (wire.Size, "size: 2x1"), ("rotation: 0", "rotation: 180"));

        var seen = await InspectAsync(server.Address, other);

        Assert.That(seen.Fits, Is.False);
        Assert.That(seen.Problems, Has.One.Contains($"mapping: expected '{wire.Mapping}' ({other.Digest[..12]})"));
        Assert.That((asked, seen.Loads.Length, seen.FirstAnswerSeconds), Is.EqualTo((0, 0, (double?)null)));
    }

    [Test]
    public async Task AnswersThatAreNone_AreAProblem_NotAFailureToLook()
    {
        await using var server = await wire.StartRawAsync(
            (call, cancellation) => call.SendAsync(wire.Answer(new float[6], 1, 6), cancellation)
        );

        var seen = await InspectAsync(server.Address, Mapping);

        Assert.That((seen.Fits, seen.Loads.Length), Is.EqualTo((false, 0)));
        Assert.That(seen.AnswerProblem, Does.Contain("gave an answer that cannot be used"));
    }

    [Test]
    public async Task ServerThatCannotTakeSoMany_IsTimedWithThoseItTakes()
    {
        var (inside, most) = (0, 0);
        var inner = new StillPolicy(Camera)
        {
            BeforeAnswer = async _ =>
            {
                if (Interlocked.Increment(ref inside) > 1)
                    throw new PolicyException("one at a time");
                most = Math.Max(most, inside);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            },
        };
        await using var server = await Served.ServeAsync(inner, Mapping);

        var seen = await InspectAsync(server.Address, Mapping);

        Assert.That(seen.Loads[0], Has.Property(nameof(ServerLoad.Answers)).EqualTo(100));
        // A client that asks one after another asks no server too much.
        Assert.That(seen.Loads[2].Problem, wire.AsksOneAfterAnother ? Is.Null : Does.Contain("one at a time"));
    }

    private Task<ServerInspection> InspectAsync(Uri address, EmbodimentMapping mapping) =>
        ServerInspector.InspectAsync(wire.Client(mapping), Served.Settings(address, mapping), new FakeTimeProvider(), Cancellation);
}
