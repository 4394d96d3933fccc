using BlindVla.Core;
using BlindVla.Imaging;
using TorchSharp;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>From pictures and instructions to actions.</summary>
[NonParallelizable]
public sealed class InferenceTests
{
    private static readonly (string Picture, string Instruction)[] Cases =
    [
        ("input_0_224x224.png", "put the spoon on the towel"),
        ("input_1_640x480.png", "Pick up the Red Apple"),
        ("input_2_100x60.png", "open the top drawer and put the knife in it"),
    ];

    [Test]
    public async Task Act_OfEveryCase_GivesTheReferencesTokensAndActions(
        [Values(0, 1, 2)] int number,
        [Values("bridge_orig", "libero_spatial_no_noops")] string key
    )
    {
        using var golden = new Golden("openvla-a");
        using var tokens = golden[$"case{number}.generate.token_ids"];
        using var normalized = golden[$"case{number}.actions.normalized"];
        using var actions = golden[$"case{number}.actions.{key}"];
        await using var model = Load(key, anyToken: true);

        var prediction = model.Act([Request(number)])[0];

        Assert.That(prediction.Tokens, Is.EqualTo(tokens.data<long>().ToArray()));
        Assert.That(prediction.Normalized, Is.EqualTo(normalized.data<double>().ToArray()).Within(1e-12));
        Assert.That(prediction.Values, Is.EqualTo(actions.data<double>().ToArray()).Within(1e-12));
    }

    [Test]
    public async Task Spec_OnTheProcessor_SaysItsClass()
    {
        await using var model = Load();

        Assert.That(model.Spec.Processor, Is.EqualTo(ProcessorClass.Own));
    }

    [Test]
    public async Task Act_WithActionTokensOnly_ChoosesNoOther()
    {
        await using var model = Load();

        var tokens = model.Act([Request(0), Request(1), Request(2)]).SelectMany(prediction => prediction.Tokens);

        Assert.That(tokens, Is.All.InRange(64, 319));
    }

    [Test]
    public async Task Act_InABatch_GivesWhatItGivesAlone([Values(1, 3, 8)] int size, [Values] bool anyToken)
    {
        await using var model = Load(anyToken: anyToken);
        var requests = Enumerable.Range(0, size).Select(i => Request(i % 3)).ToList();

        var together = model.Act(requests);

        var alone = requests.Select(request => model.Act([request])[0]).ToList();
        Assert.That(together.Select(prediction => prediction.Tokens), Is.EqualTo(alone.Select(prediction => prediction.Tokens)));
    }

    [Test]
    public async Task Act_WithTemperature_IsDecidedByTheNoise()
    {
        await using var model = Load(temperature: 1);
        IEnumerable<long> Tokens(ulong seed) =>
            model.Act([(Request(0).Picture, Request(0).Instruction, KeyedRandom.Create(seed))])[0].Tokens;

        var (first, again) = (Tokens(1).ToList(), Tokens(1).ToList());
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Enumerable.Range(2, 5).Select(seed => string.Join(' ', Tokens((ulong)seed))).Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public async Task Act_TwoHundredTimes_LeavesNoTensorBehind()
    {
        await using var model = Load();
        model.Act([Request(0), Request(1)]);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (var i = 0; i < 200; i++)
        {
            model.Act([Request(i % 3), Request((i + 1) % 3)]);
        }

        Assert.That(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public async Task PredictAsync_ManySessionsAtOnce_GivesEachWhatItGetsAlone()
    {
        await using var policy = new BatchingPolicy(Load(), maxBatch: 8, TimeProvider.System);
        var observations = Enumerable.Range(0, 3).Select(i => Observation(Request(i).Picture)).ToArray();
        async Task<float[]> Ask(int number)
        {
            await using var session = policy.BeginEpisode(new("", Cases[number].Instruction, 0, []));
            return (await session.PredictAsync(observations[number], CancellationToken.None)).Values.ToArray();
        }

        var together = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Ask(i % 3))));

        for (var i = 0; i < together.Length; i++)
        {
            Assert.That(together[i], Is.EqualTo(await Ask(i % 3)));
        }
    }

    [Test]
    public void Load_UnknownDevice_IsRefused() =>
        Assert.That(
            () => TorchModel.Load(Golden.OpenVla, Options() with { Device = "cuda:99" }),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("cuda:99")
        );

    [Test]
    public void Load_StatisticsNotNamedWhereThereAreSeveral_NamesThem() =>
        Assert.That(
            () => TorchModel.Load(Golden.OpenVla, Options() with { UnnormKey = null }),
            Throws.InstanceOf<CheckpointException>().With.Message.Contains("bridge_orig")
        );

    private static TorchModelOptions Options(
        string key = "bridge_orig",
        bool anyToken = false,
        double temperature = 0,
        string device = "cpu",
        string? type = null
    ) => new(key, device, type ?? "float32", new(!anyToken, temperature), null, new("3rd_view_camera", 640, 480));

    internal static TorchModel Load(
        string key = "bridge_orig",
        bool anyToken = false,
        double temperature = 0,
        string device = "cpu",
        string? type = null
    ) => TorchModel.Load(Golden.OpenVla, Options(key, anyToken, temperature, device, type));

    internal static (Picture Picture, string Instruction, KeyedRandom Noise) Request(int number) =>
        (PictureFile.Read(Path.Combine(Golden.OpenVla, Cases[number].Picture)), Cases[number].Instruction, KeyedRandom.Create(0));

    private static Observation Observation(Picture picture) =>
        new(0, [new("3rd_view_camera", picture.Width, picture.Height, picture.Rgb, 0)], default, null);
}
