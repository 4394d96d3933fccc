using System.Collections.Immutable;
using BlindVla.Bridge;
using BlindVla.Cli;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Evaluation;
using BlindVla.Policies.Torch;
using BlindVla.Training;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace BlindVla.Benchmarks;

/// <summary>
/// What demonstrations are worth to perfect eyes: a small network learns the tokens of their actions from the true state, and is then
/// judged in closed loop. A policy that has to see for itself will hardly be better.
/// </summary>
internal static class CloningBenchmark
{
    private const int Steps = 6000;
    private const int Batch = 512;
    private const int Tried = 100;

    /// <summary>Not 0, with which policies are evaluated.</summary>
    private const ulong SuiteSeed = 303;

    private const double Neighbours = 0.1;

    /// <param name="folder">A data set that was collected on put-on-plate.</param>
    /// <param name="seed">With which.</param>
    public static async Task RunAsync(Installation installation, string folder, ulong seed, TextWriter output)
    {
        TorchNative.Require();
        set_num_threads(1);
        var data = LeRobotDataSet.Open(folder);
        var statistics = DatasetStatistics.OfDataSet(folder);
        var view = new VisibleState([.. data.Episodes.Select(episode => episode.Source.Object).Distinct().Order(StringComparer.Ordinal)]);
        var last = data.Episodes.Max(episode => episode.Source.Index);
        var scenes = Episodes(installation, seed, last + 1).ToDictionary(episode => episode.Id, episode => episode.Scene);
        using var network = Train(data, statistics, view, scenes, output);
        var successes = 0;
        var command = new ServerCommand(installation.Server, ["--assets", installation.Assets, "--max-sessions", "1", "--die-with-parent"]);
        await using var pool = new ServerPool(command, 1, new(), new(), TimeProvider.System, NullLogger<ServerPool>.Instance);
        await using var environment = await pool.OpenAsync(0, CancellationToken.None);
        foreach (var episode in Episodes(installation, SuiteSeed, Tried))
        {
            await using var policy = new StatePolicy(network, statistics, view, episode.Scene);
            var result = await new EpisodeRunner(environment, policy, TimeProvider.System).RunAsync(episode, [], CancellationToken.None);
            successes += result.SuccessAtEnd == true ? 1 : 0;
        }
        await output.WriteLineAsync($"from the true state: {successes} of {Tried} episodes of put-on-plate, in distribution");
    }

    private static StateNetwork Train(
        LeRobotDataSet data,
        ActionStatistics statistics,
        VisibleState view,
        Dictionary<string, Scene> scenes,
        TextWriter output
    )
    {
        var codec = new ActionCodec(StateNetwork.Bins, StateNetwork.Bins);
        var (inputs, labels) = (new List<float[]>(), new List<long[]>());
        for (var frame = 0; frame < data.Frames; frame++)
        {
            if (view.Of(data, frame, scenes[data.Episode(frame).Source.Id]) is { } state)
            {
                inputs.Add(state);
                labels.Add([.. ActionCodec.Normalize(data.Action(frame), statistics).Select(value => (long)codec.Encode(value))]);
            }
        }
        output.WriteLine($"{inputs.Count} of {data.Frames} frames of {data.Episodes.Length} episodes");
        var mean = Enumerable.Range(0, inputs[0].Length).Select(i => inputs.Average(row => row[i])).ToArray();
        var deviation = mean.Select((m, i) => (float)Math.Sqrt(inputs.Average(row => Math.Pow(row[i] - m, 2))) + 1e-4f).ToArray();
        var settings = new OptimizerSettings(1e-3, 200, 0.02, 0.01, 1);
        var network = new StateNetwork(mean, deviation, seed: 0);
        using var optimizer = new AdamW(settings, network.Weights.Values, zeros(network.Weights.Values.numel()));
        var random = KeyedRandom.Create(0, "cloning");
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            int[] rows = [.. Enumerable.Range(0, Batch).Select(_ => random.NextInt(inputs.Count))];
            var logits = network.Logits(tensor(rows.SelectMany(row => inputs[row]).ToArray(), [Batch, mean.Length])).flatten(0, 1);
            var wanted = tensor(rows.SelectMany(row => labels[row]).ToArray());
            var loss = new TokenLoss(firstAction: 0, StateNetwork.Bins, [Neighbours]).Of(logits, wanted).mean();
            loss.backward();
            optimizer.Step(network.Weights.Gradients(), settings.RateAt(step, Steps));
            network.Weights.ForgetGradients();
            if ((step + 1) % 1000 == 0)
            {
                output.WriteLine($"step {step + 1}/{Steps}  loss {loss.item<float>():0.000}");
            }
        }
        return network;
    }

    private static ImmutableArray<EpisodeSpec> Episodes(Installation installation, ulong seed, int count) =>
        Suites.Library(installation).Load("put-on-plate").Plan(seed, count).Only("*/id/*").Episodes;
}
