using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>Every object, receptacle and board there is, dropped in the real simulator.</summary>
[CancelAfter(600_000)]
public sealed class ObjectTests
{
    private const double TableHeight = 0.8695; // m, the benchmark's
    private const int HeldSteps = 10;
    private static readonly float[] Hold = [0, 0, 0, 0, 0, 0, 1];
    private static readonly ObservationRequest Poses = new([], Privileged: true);

    [Test]
    public async Task EveryAsset_LandsWhereItIsPutAndStaysThere()
    {
        var cancellation = TestContext.CurrentContext.CancellationToken;
        var episode = Workplace.Episodes("put-on-plate", 1, "*/id/*")[0];
        await using var servers = Workplace.Servers(1);
        await using var environment = await servers.OpenAsync(0, cancellation);
        Assert.That(environment.Spec.Objects, Has.Length.GreaterThan(200));

        var faults = new List<string>();
        foreach (var asset in environment.Spec.Objects)
        {
            var put = episode.Tabletop().Find(SceneRoles.Source).Pose.Position with { X = -0.16, Y = -0.1 };
            var first = await environment.ResetAsync(Alone(episode, asset, put), Poses, cancellation);
            var last = first;
            for (var step = 0; step < HeldSteps; step++)
                last = await environment.StepAsync(Hold, Poses, cancellation);

            var (landed, now) = (Of(first).Pose.Position, Of(last));
            var drift = (now.Pose.Position - landed).Length;
            var aside = ((landed - put) with { Z = 0 }).Length;
            var lowest = BoxCorners.Of(now.Pose, now.BoundingBoxMin, now.BoundingBoxMax).Min(corner => corner.Z) - TableHeight;
            if (drift > 0.0005 || aside > 0.005 || Math.Abs(lowest) > 0.003)
            {
                faults.Add(
                    $"{asset}: {1e3 * drift:F2} mm in {HeldSteps} steps, {1e3 * aside:F1} mm from where it was put, lowest corner of "
                        + $"its box {1e3 * lowest:F1} mm above the table"
                );
            }
        }
        Assert.That(faults, Is.Empty);
    }

    /// <summary>With nothing but a plate out of its way.</summary>
    private static EpisodeSpec Alone(EpisodeSpec episode, string asset, Vector3D put)
    {
        var source = episode.Tabletop().Find(SceneRoles.Source);
        var plate = episode.Tabletop().Find(SceneRoles.Receptacle);
        return episode with
        {
            Scene = episode.Tabletop() with
            {
                Objects =
                [
                    source with
                    {
                        Asset = asset,
                        Pose = source.Pose with { Position = put },
                    },
                    plate with
                    {
                        Pose = plate.Pose with { Position = plate.Pose.Position with { X = put.X, Y = put.Y + 0.35 } },
                    },
                ],
            },
        };
    }

    private static ObjectState Of(TimeStep now) => now.Observation.Privileged!.Objects.Single(o => o.Id == SceneRoles.Source);
}
