namespace BlindVla.Training;

/// <summary>Makes a row of the log out of some steps.</summary>
internal sealed class RowBuilder(TimeProvider time)
{
    private readonly List<StepResult> _steps = [];
    private long _began = time.GetTimestamp();

    /// <summary>Steps since the last row.</summary>
    public int Count => _steps.Count;

    public void Add(StepResult step) => _steps.Add(step);

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
            _steps.Count * batch / time.GetElapsedTime(_began).TotalSeconds,
            _steps.Average(s => s.AlignLoss),
            _steps.Average(s => s.Cosine)
        );
        _steps.Clear();
        _began = time.GetTimestamp();
        return row;
    }
}
