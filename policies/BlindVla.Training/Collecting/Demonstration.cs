using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Imaging;

namespace BlindVla.Training;

/// <summary>One episode while it is demonstrated: what was seen, and what the expert wanted to do then.</summary>
internal sealed class Demonstration(Annotator annotator)
{
    /// <summary>Steps at rest, the task done, after which there is nothing more to be learnt.</summary>
    private const int RestSteps = 5;

    private readonly List<Frame> _frames = [];
    private int _restSteps;

    /// <summary>The arm has stood still for a while, and the task is done.</summary>
    public bool IsOver => _restSteps >= RestSteps;

    /// <param name="label">What the expert wants to do.</param>
    public void Add(Observation seen, float[] label) =>
        _frames.Add(
            new(FastPng.Encode(Picture.Of(seen.Images[0])), [.. seen.State.Span], [.. label], annotator.Annotate(seen.Privileged!), [])
        );

    /// <param name="success">After the step whose frame was added last.</param>
    public void OnStep(bool success) => _restSteps = success && StepFilter.IsRest(_frames[^1].Action.AsSpan()) ? _restSteps + 1 : 0;

    /// <summary>The steps that a filter keeps.</summary>
    public ImmutableArray<Frame> Frames(StepFilter filter) =>
        [.. _frames.Where((frame, i) => filter.Keeps(frame.Action.AsSpan(), i == 0 ? [] : _frames[i - 1].Action.AsSpan()))];
}
