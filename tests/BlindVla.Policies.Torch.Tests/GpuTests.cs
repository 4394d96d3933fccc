using TorchSharp;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>The same on a GPU: what the reference says, whatever the device.</summary>
[NonParallelizable]
public sealed class GpuTests
{
    private const string Device = "cuda:0";

    [OneTimeSetUp]
    public void NeedsAGpu()
    {
        if (!cuda.is_available())
        {
            Assert.Ignore("libtorch sees no NVIDIA GPU (-p:Torch=cuda, or BLINDVLA_TORCH_LIB, on a machine that has one)");
        }
    }

    [Test]
    public void Forward_Float32_GivesTheReferencesHiddenStatesAndLogits([Values(0, 1, 2)] int number)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var golden = new Golden("openvla-a");
        var (network, _) = OpenVla.Load(Golden.OpenVla, ScalarType.Float32, torch.device(Device));
        using (network)
        {
            var pass = network.Forward(
                golden[$"case{number}.pixel_values"].to(network.Device),
                golden[$"case{number}.input_ids"].to(network.Device)
            );

            for (var layer = 0; layer < pass.HiddenStates.Length; layer++)
            {
                Golden.AssertClose(
                    pass.HiddenStates[layer].cpu(),
                    golden[$"case{number}.llm.hidden_states.{layer}"],
                    2e-5,
                    $"hidden states {layer}"
                );
            }
            Golden.AssertClose(pass.Logits.cpu(), golden[$"case{number}.logits"], 2e-5, "logits");
        }
    }

    [Test]
    public async Task Act_Float32_GivesTheReferencesTokens([Values(0, 1, 2)] int number)
    {
        using var golden = new Golden("openvla-a");
        using var tokens = golden[$"case{number}.generate.token_ids"];
        await using var model = InferenceTests.Load(anyToken: true, device: Device);

        Assert.That(model.Act([InferenceTests.Request(number)])[0].Tokens, Is.EqualTo(tokens.data<long>().ToArray()));
    }

    /// <summary>Sums of bfloat16 differ by device; the first token of a random network may be a neighbour's, but not far away.</summary>
    [Test]
    public async Task Act_Bfloat16_IsNearTheProcessors([Values(1, 3, 8)] int size)
    {
        await using var there = InferenceTests.Load(device: Device, type: "bfloat16");
        await using var here = InferenceTests.Load(type: "bfloat16");
        var requests = Enumerable.Range(0, size).Select(i => InferenceTests.Request(i % 3)).ToList();

        var first = there.Act(requests).Select(prediction => (double)prediction.Tokens[0]).ToList();

        Assert.That(first, Is.EqualTo(here.Act(requests).Select(prediction => (double)prediction.Tokens[0])).Within(1));
    }

    [Test]
    public async Task Act_FiftyTimes_LeavesNoTensorBehind()
    {
        await using var model = InferenceTests.Load(device: Device);
        model.Act([InferenceTests.Request(0), InferenceTests.Request(1)]);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (var i = 0; i < 50; i++)
        {
            model.Act([InferenceTests.Request(i % 3), InferenceTests.Request((i + 1) % 3)]);
        }

        Assert.That(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }
}
