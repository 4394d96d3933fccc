using TorchSharp;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>The networks against the reference's activations.</summary>
public sealed class NetworkTests
{
    private const double Tolerance = 2e-5;

    private Golden _golden = null!;
    private OpenVla _network = null!;
    private DisposeScope _scope = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _golden = new("openvla-a");
        (_network, _) = OpenVla.Load(Golden.OpenVla, ScalarType.Float32, CPU);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        _network.Dispose();
        _golden.Dispose();
    }

    [SetUp]
    public void Begin() => _scope = NewDisposeScope();

    [TearDown]
    public void End() => _scope.Dispose();

    [Test]
    public void Project_OfEveryCase_GivesTheReferencesFeatures([Values(0, 1, 2)] int number)
    {
        using var _ = no_grad();
        var pixels = _golden[$"case{number}.pixel_values"];

        var vision = _network.See(pixels);
        var projected = _network.Project(pixels);

        Golden.AssertClose(vision.narrow(2, 0, 48), _golden[$"case{number}.dino.features"], Tolerance, "first tower");
        Golden.AssertClose(vision.narrow(2, 48, 64), _golden[$"case{number}.siglip.features"], Tolerance, "second tower");
        Golden.AssertClose(projected, _golden[$"case{number}.projector.out"], 1e-5, "projector");
    }

    [Test]
    public void Forward_OfEveryCase_GivesTheReferencesHiddenStatesAndLogits([Values(0, 1, 2)] int number)
    {
        using var _ = no_grad();

        var pass = _network.Forward(_golden[$"case{number}.pixel_values"], _golden[$"case{number}.input_ids"]);

        Assert.That(pass.HiddenStates, Has.Length.EqualTo(3));
        for (var layer = 0; layer < 3; layer++)
        {
            Golden.AssertClose(
                pass.HiddenStates[layer],
                _golden[$"case{number}.llm.hidden_states.{layer}"],
                Tolerance,
                $"hidden states {layer}"
            );
        }
        Golden.AssertClose(pass.Logits, _golden[$"case{number}.logits"], Tolerance, "logits");
    }
}
