using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Probes.Tests;

public sealed class LinearProbeTests
{
    private DirectoryInfo _folder = null!;
    private ProbeData _fitted = null!;
    private ProbeData _tried = null!;

    [OneTimeSetUp]
    public async Task MakeData()
    {
        TorchNative.Require();
        _folder = Directory.CreateTempSubdirectory("blindvla-probes-");
        _fitted = ProbeData.Open(await SquaresSet.WriteAsync(Path.Combine(_folder.FullName, "fitted"), 300, "fitted"), most: 1000);
        _tried = ProbeData.Open(await SquaresSet.WriteAsync(Path.Combine(_folder.FullName, "tried"), 200, "tried"), most: 1000);
    }

    [OneTimeTearDown]
    public void DeleteData() => _folder.Delete(recursive: true);

    [Test]
    public void LayerThatSees_IsReadWithoutAMistake_AndABlindOneIsGuessed()
    {
        using var sight = new ColourSight();

        var results = new LinearProbe(_fitted, _tried).Of(sight, CancellationToken.None);

        Assert.That(results.Select(result => (result.Layer, result.Width)), Is.EqualTo(new[] { ("sees", 3L), ("blind", 2L) }));
        var (sees, blind) = (results[0].Readouts, results[1].Readouts);
        Assert.Multiple(() =>
        {
            Assert.That(
                sees.Select(readout => (readout.Group, readout.Names)),
                Is.EqualTo(new[] { ("held-out objects", 1), ("objects", 2) }),
                "sapphires are held out"
            );
            Assert.That(sees, Has.All.Property(nameof(Readout.Presence)).EqualTo(1).Within(1e-9));
            // Up to what the neighbours of the strongest patch weigh.
            Assert.That(sees, Has.All.Property(nameof(Readout.PlaceError)).LessThan(0.03));
            Assert.That(blind, Has.All.Property(nameof(Readout.Presence)).EqualTo(0.5).Within(1e-9));
            Assert.That(blind, Has.All.Property(nameof(Readout.PlaceError)).GreaterThan(0.25));
        });
    }

    [Test]
    public void Probing_Again_GivesTheSameNumbers_AndLeavesNoTensorBehind()
    {
        using var sight = new ColourSight();
        using var scope = NewDisposeScope();

        var once = new LinearProbe(_fitted, _tried).Of(sight, CancellationToken.None);
        var again = new LinearProbe(_fitted, _tried).Of(sight, CancellationToken.None);

        Assert.That(again.SelectMany(layer => layer.Readouts), Is.EqualTo(once.SelectMany(layer => layer.Readouts)));
        Assert.That(scope.DisposablesCount, Is.Zero);
    }

    [Test]
    public async Task DataWithoutPlaces_IsRefused()
    {
        var folder = await SquaresSet.WriteAsync(Path.Combine(_folder.FullName, "bare"), 3, "bare", isAnnotated: false);

        Assert.That(
            () => ProbeData.Open(folder, most: 1000),
            Throws.TypeOf<ProbeException>().With.Message.Contains("does not say where things are")
        );
    }

    [Test]
    public void PicturesThatWereFitted_AreNotTried()
    {
        Assert.That(
            () => new LinearProbe(_fitted, _fitted),
            Throws.TypeOf<ProbeException>().With.Message.Contains("300 of the 300 pictures")
        );
    }

    [Test]
    public void ThingsThatAreTooRare_AreRefused()
    {
        var few = _fitted with { Frames = [.. _fitted.Frames.Take(10)] };

        Assert.That(
            () => new LinearProbe(few, _tried),
            Throws.TypeOf<ProbeException>().With.Message.Contains("of the 10 frames").And.Message.Contains("larger")
        );
    }

    [TestCase(1000, 300)]
    [TestCase(100, 100)]
    [TestCase(299, 150)]
    public void Frames_AreSpreadOverTheSet(int most, int expected)
    {
        var data = ProbeData.Open(Path.Combine(_folder.FullName, "fitted"), most);

        Assert.That(data.Frames, Has.Length.EqualTo(expected));
        Assert.That(data.Frames[^1], Is.GreaterThan(300 - 4));
    }
}
