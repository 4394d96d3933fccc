using BlindVla.Core;
using BlindVla.Policies.Torch;
using BlindVla.TestKit;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>The golden checkpoint behind a server of ours keeps the contract, and acts as in this process, whatever is spoken.</summary>
public abstract class ServedTorchPolicyContract(Wire wire) : PolicyContract
{
    private EmbodimentMapping Mapping => SomeMapping.Of(wire.Mapping, (wire.Size, "size: 64x48"));

    protected override async ValueTask<IPolicy> CreatePolicyAsync() => await Served.StartAsync(wire, Load(), Mapping);

    [Test]
    public async Task Actions_BehindAServer_AreThoseInThisProcess()
    {
        await using var local = Load();
        await using var remote = await Served.StartAsync(wire, Load(), Mapping);
        var random = KeyedRandom.Create(4, "pictures");
        foreach (var instruction in new[] { "put carrot on plate", "put the spoon on the towel" })
        {
            var brief = new EpisodeBrief("e", instruction, 1, []);
            await using var here = local.BeginEpisode(brief);
            await using var there = remote.BeginEpisode(brief);
            for (var i = 0; i < 8; i++)
            {
                var rgb = new byte[64 * 48 * 3];
                for (var j = 0; j < rgb.Length; j++)
                    rgb[j] = (byte)random.NextInt(256);
                var seen = new Observation(0, [new(Conventions.MainCamera, 64, 48, rgb, 0)], new float[14], null);

                var expected = await here.PredictAsync(seen, Cancellation);
                var found = await there.PredictAsync(seen, Cancellation);

                Assert.That(found.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()).Within(wire.Rounding), $"{instruction}, {i}");
            }
        }
        Assert.That(remote.Spec.Checkpoint, Is.EqualTo(local.Spec.Checkpoint));
        Assert.That(remote.Spec.Settings, Does.Contain(local.Spec.Settings));
        Assert.That(remote.Spec.IsDeterministic, Is.True);
    }

    private static BatchingPolicy Load() =>
        new(
            TorchModel.Load(
                TorchSettings.Parse($"{Path.Combine(AppContext.BaseDirectory, "golden", "openvla-a")}?unnorm_key=bridge_orig&view=64x48")
            ),
            maxBatch: 8,
            TimeProvider.System
        );
}
