namespace BlindVla.Training;

/// <summary>Makes a row of the log out of some steps.</summary>
/// <param name="before">Steps since the last row that another process made.</param>
internal sealed class RowBuilder(TimeProvider time, IEnumerable<StepResult> before)
{
    private readonly List<StepResult> _steps = [.. before];
    private int _timed;
    private long _began = time.GetTimestamp();

    /// <summary>Steps since the last row.</summary>
    public IReadOnlyList<StepResult> Steps => _steps;

    /// <summary>From now on there are steps: what was before took time too.</summary>
    public void Begin() => (_timed, _began) = (0, time.GetTimestamp());

    public void Add(StepResult step)
    {
        _steps.Add(step);
        _timed++;
    }

    public TrainingRow Take(long step, int batch)
    {
        var row = new TrainingRow(
            step,
            _steps.Average(s => s.Loss),
            _steps.Average(s => s.TokenLoss),
            _steps.Average(s => s.TokenAccuracy),
            _steps.Average(s => s.PlaceLoss),
            _steps.Average(s => s.GradientNorm),
            _steps[^1].LearningRate,
            _timed * batch / time.GetElapsedTime(_began).TotalSeconds,
            _steps.Average(s => s.AlignLoss),
            _steps.Average(s => s.Cosine)
        );
        _steps.Clear();
        Begin();
        return row;
    }
}
