using System.Collections.Immutable;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>
/// What native code reads is alive until it has read it. TorchSharp hands over bare pointers: whatever nobody refers to any more by the
/// time of the call may be freed during it, and then the call fails, or gives a wrong number.
/// </summary>
[NonParallelizable]
public sealed class LifetimeTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly HashSet<(Module, int)> MakersOfScalars = CallGraph.Reaching(typeof(Scalar).GetConstructors(Any));

    /// <summary>With the square and the sum of TorchSharp's own, several of these calls throw: about one collection in five hundred meets
    /// one.</summary>
    [Test]
    public async Task Forward_WhileTheCollectorRuns_GivesTheSameBits()
    {
        const int Collections = 8_000;
        const long Width = 4096;
        using var scope = NewDisposeScope();
        using var weights = new RandomWeights(1, ScalarType.Float32, CPU);
        var (x, norm) = (weights.Take("x", 1, Width), new RmsNorm(new(weights, "norm"), Width, 1e-6));
        var expected = norm.Forward(x).bytes.ToArray();

        var collector = Task.Factory.StartNew(
            () => Collect(Collections),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var (calls, wrong) = (0, 0);
        for (; !collector.IsCompleted; calls++)
        {
            using var one = NewDisposeScope();
            wrong += norm.Forward(x).bytes.SequenceEqual(expected) ? 0 : 1;
        }

        await collector;
        Assert.That(wrong, Is.Zero, $"of {calls} calls");
    }

    [Test]
    public void Scalar_OutsideArithmetic_IsMadeNowhere() => Assert.That(ScalarsMadeIn(typeof(TorchModel).Assembly), Is.Empty);

    /// <summary>The tests keep the rule themselves, but for one method that shows that it is looked at.</summary>
    [Test]
    public void Scalar_InTheTests_IsMadeWhereItIsMeantToBe() =>
        Assert.That(
            ScalarsMadeIn(typeof(LifetimeTests).Assembly),
            Is.EqualTo([$"{nameof(LifetimeTests)}.{nameof(MakesScalars)} calls op_Addition"])
        );

    /// <summary>A tensor in no scope is referred to by nothing but a variable, which does not count as soon as it has been read for the
    /// last time.</summary>
    [Test]
    public async Task Tensors_OfAnything_AreMadeInAScope()
    {
        using var golden = new Golden("openvla-a", "train_golden.safetensors");
        using var pixels = golden["pixel_values"];
        using var tokens = golden["input_ids"];
        using var labels = golden["labels"];
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{nameof(Tensors_OfAnything_AreMadeInAScope)}.safetensors");
        var before = DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;

        TorchModel.DescribeRuntime();
        CheckpointDescription.Of(Golden.OpenVla);
        await using (var model = InferenceTests.Load(temperature: 1))
        {
            model.Act([InferenceTests.Request(0), InferenceTests.Request(1)]);
        }
        foreach (var merge in new[] { true, false })
        {
            var (network, weights) = OpenVla.Load(Golden.OpenVla, ScalarType.BFloat16, CPU, Path.Combine(Golden.OpenVla, "adapter"), merge);
            SafetensorsFile.Write(file, weights.Taken);
            network.Dispose();
        }
        using (var network = new OpenVla(OpenVlaConfig.Load(Golden.OpenVla), new RandomWeights(1, ScalarType.Float32, CPU)))
        {
            using var seen = network.See(pixels);
            using var radio = TeacherInput.ForRadio(pixels);
            var pass = network.Forward(pixels, tokens);
            var projector = new AlignmentProjector(
                new(new InitialWeights(1, ScalarType.Float32, CPU), "p"),
                network.Config.Language.Width,
                32,
                seen.size(2)
            );
            var alignment = new AlignmentLoss([1], [projector]);
            using var action = ActionLoss.Of(pass.Logits, labels);
            var aligned = alignment.Of(pass.HiddenStates, seen);
            using var total = alignment.Total(action, aligned.Loss);
            aligned.Loss.Dispose();
            aligned.Cosine.Dispose();
            pass.Logits.Dispose();
            pass.HiddenStates.ToImmutableHashSet().ToList().ForEach(states => states.Dispose());
        }

        Assert.That(DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount, Is.EqualTo(before));
    }

    /// <summary>Callers of what makes a scalar. Arithmetic may make them, and may call nothing else that does.</summary>
    private static List<string> ScalarsMadeIn(Assembly assembly) =>
        [
            .. from method in CallGraph.Methods(assembly)
            from callee in CallGraph.Calls(method)
            where MakersOfScalars.Contains(CallGraph.Key(callee))
            where method.DeclaringType != typeof(Arithmetic) || callee.DeclaringType != typeof(ScalarExtensionMethods)
            select $"{method.DeclaringType!.Name}.{method.Name} calls {callee.Name}",
        ];

    private static Tensor MakesScalars(Tensor x) => x + x;

    private static void Collect(int times)
    {
        for (var i = 0; i < times; i++)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }
    }
}
