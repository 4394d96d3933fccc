using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>A recipe being carried out: batch, losses, gradients, step; and again.</summary>
public sealed class TrainingRun : IDisposable
{
    /// <summary>Steps that a row of the log is the mean of.</summary>
    private const int StepsPerRow = 50;

    private readonly Recipe _recipe;
    private readonly IReadOnlyList<ISampleSource> _sources;
    private readonly Validation? _validation;
    private readonly TrainableWeights _weights;
    private readonly OpenVla _network;
    private readonly Objective _objective;
    private readonly AdamW _optimizer;
    private readonly SampleOrder _order;
    private readonly Func<IReadOnlyList<Sample>, TrainingBatch> _batch;
    private readonly string _states;
    private readonly RowBuilder _row;

    /// <param name="start">The checkpoint that the weights come from, with the heads that were trained beside it.</param>
    /// <param name="sources">One for each data set of the recipe, in its order.</param>
    /// <param name="validation">Looked at and not learned from; null for none.</param>
    /// <param name="names">Of everything that places are learned of.</param>
    /// <param name="teacherWidth">Channels of what a teacher sees in the sources' pictures; null where there is none.</param>
    /// <param name="states">Folder that the run is saved in, and gone on with from.</param>
    internal TrainingRun(
        Recipe recipe,
        StartingPoint start,
        IReadOnlyList<ISampleSource> sources,
        ISampleSource? validation,
        ImmutableArray<string> names,
        string states,
        TimeProvider time,
        int? teacherWidth = null
    )
    {
        (_recipe, _sources, _states) = (recipe, sources, states);
        _weights = start.Weights(recipe, teacherWidth);
        _network = new(start.Config, _weights);
        _objective = new(
            _network,
            recipe.Losses,
            _weights,
            [.. names.Select(name => start.Conversation.Words(name).Select(id => (long)id).ToArray())],
            teacherWidth
        );
        _optimizer = new(recipe.Optimizer, _weights.Values, Decays(_weights));
        _order = new(recipe.Seed, [.. sources.Zip(recipe.Data, (source, data) => (source.Count, data.Share))], recipe.Batch);
        var indices = names.Index().ToDictionary(name => name.Item, name => name.Index);
        _batch = samples => TrainingBatch.Of(samples, start.Images, start.Config, indices, CPU);
        _validation = validation is null ? null : new(validation, _objective, _batch, indices, start.Config.Towers[0].Patches);
        (Step, var begun) = TrainingState.Restore(states, _weights, _optimizer);
        _row = new(time, begun);
    }

    /// <summary>Steps that were made.</summary>
    public long Step { get; private set; }

    /// <summary>Everything that is trained or kept, by name; the heads beside the network are called <c>heads.…</c>.</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> Weights => _weights.All;

    /// <summary>Goes on to the last step, or to where it is cancelled; either way what was learned is saved.</summary>
    /// <exception cref="TrainingException">A loss or a gradient is no number; what was saved before stays.</exception>
    public void Run(ITrainingObserver observer, CancellationToken cancellationToken)
    {
        _row.Begin();
        while (Step < _recipe.Steps && !cancellationToken.IsCancellationRequested)
        {
            MakeStep();
            if (_row.Steps.Count == StepsPerRow || Step == _recipe.Steps)
            {
                observer.OnSteps(_row.Take(Step, _recipe.Batch));
            }
            if (_validation is not null && (Step % _recipe.ValidateEvery == 0 || Step == _recipe.Steps))
            {
                observer.OnValidation(_validation.Look(Step));
            }
            if (Step % _recipe.SaveEvery == 0)
            {
                Save();
            }
        }
        Save();
    }

    /// <summary>What a run that is interrupted from now on goes on with.</summary>
    internal void Save() => TrainingState.Save(_states, Step, _weights, _optimizer, _row.Steps);

    /// <summary>One step of the optimiser.</summary>
    internal StepResult MakeStep()
    {
        var made = Learn(Batches());
        _row.Add(made);
        return made;
    }

    /// <summary>
    /// What the next step learns from, one part after the other, each with its share of the step's samples. A part is of one data set: its
    /// sequences are as long as its longest, and its loss is a mean over its labels, so that a data set with more of them would count for
    /// more than its share. Each batch is disposed by whoever takes it.
    /// </summary>
    internal IEnumerable<(TrainingBatch Batch, double Share)> Batches() =>
        _order
            .Of(Step)
            .Index()
            .GroupBy(member => member.Item.Source)
            .SelectMany(source => source.Chunk(_recipe.Batch / _recipe.Accumulate))
            .Select(part => (_batch([.. part.Select(Read)]), (double)part.Length / _recipe.Batch));

    /// <summary>Forward, backward, step.</summary>
    internal StepResult Learn(IEnumerable<(TrainingBatch Batch, double Share)> batches)
    {
        using var scope = NewDisposeScope();
        var passes = new List<(Judgement Judgement, double Share)>();
        foreach (var (batch, share) in batches)
        {
            using var taken = batch;
            var judgement = _objective.Of(batch);
            (share == 1 ? judgement.Total : judgement.Total.Times(share)).backward();
            passes.Add((judgement, share));
        }
        var rate = _recipe.Optimizer.RateAt(Step, _recipe.Steps);
        var loss = passes.Sum(pass => pass.Share * pass.Judgement.Total.item<float>());
        var norm = double.IsFinite(loss) ? _optimizer.Step(_weights.Gradients(), rate) : double.NaN;
        if (!double.IsFinite(norm))
        {
            throw new TrainingException(
                $"step {Step}: expected a loss and a gradient that are numbers, found {loss} and {norm}; the last save stays as it is. "
                    + "A smaller learning rate, or clip_norm, may help"
            );
        }
        _weights.ForgetGradients();
        Step++;
        return new(
            loss,
            Mean(judgement => judgement.TokenLoss),
            Mean(judgement => judgement.TokenAccuracy),
            Mean(judgement => judgement.PlaceLoss),
            Mean(judgement => judgement.AlignLoss),
            Mean(judgement => judgement.Cosine),
            norm,
            rate
        );

        // Over the parts that have it.
        double? Mean(Func<Judgement, double?> value)
        {
            var having = passes.Where(pass => value(pass.Judgement) is not null).ToList();
            return having.Count == 0 ? null : having.Sum(pass => pass.Share * value(pass.Judgement)) / having.Sum(pass => pass.Share);
        }
    }

    public void Dispose()
    {
        _objective.Dispose();
        _optimizer.Dispose();
        _weights.Dispose();
    }

    private Sample Read((int Index, (int Source, int Index) Frame) member) =>
        _sources[member.Frame.Source].Read(member.Frame.Index, KeyedRandom.Create(_recipe.Seed, "sample", $"{Step}", $"{member.Index}"));

    /// <summary>1 for matrices; what is one number a channel, or a place, does not shrink.</summary>
    private static Tensor Decays(TrainableWeights weights)
    {
        using var scope = NewDisposeScope();
        return cat([
                .. weights.Learning.Select(weight =>
                    weight.Value.dim() > 1 && !weight.Key.EndsWith("_embed", StringComparison.Ordinal)
                        ? ones(weight.Value.numel(), device: weights.Device)
                        : zeros(weight.Value.numel(), device: weights.Device)
                ),
            ])
            .MoveToOuterDisposeScope()
            .DetachFromDisposeScope();
    }
}
