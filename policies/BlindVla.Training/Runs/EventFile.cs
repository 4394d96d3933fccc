using BlindVla.Files;
using Tensorboard;

namespace BlindVla.Training;

/// <summary>
/// The rows of a run as TensorBoard reads them: <c>train/...</c> and <c>validation/...</c>, by the names of the columns of the CSV files.
/// Rows of steps that a resumed run makes again are taken off first.
/// </summary>
internal sealed class EventFile : ITrainingObserver
{
    public const string FileName = ScalarEvents.FileName;

    private readonly string _path;
    private readonly TimeProvider _time;

    public EventFile(string folder, long step, TimeProvider time)
    {
        (_path, _time) = (Path.Combine(folder, FileName), time);
        var there = File.Exists(_path) ? EventRecords.Decode(File.ReadAllBytes(_path)) : [];
        var kept = there.Where(record => Event.Parser.ParseFrom(record).Step <= step).ToList();
        AtomicFile.Write(
            _path,
            kept.Count == 0 ? ScalarEvents.Beginning(time.GetUtcNow()) : [.. kept.SelectMany(record => EventRecords.Encode(record))]
        );
    }

    public void OnFeatures(FeatureProgress progress) { }

    public void OnSteps(TrainingRow row) =>
        Append(row.Step, TrainingRow.Columns.Select(column => ($"train/{column.Name}", column.Value(row))));

    public void OnValidation(ValidationRow row) =>
        Append(row.Step, ValidationRow.Columns.Select(column => ($"validation/{column.Name}", column.Value(row))));

    private void Append(long step, IEnumerable<(string Tag, double? Value)> scalars)
    {
        using var file = new FileStream(_path, FileMode.Append);
        file.Write(ScalarEvents.Encode(step, _time.GetUtcNow(), scalars));
    }
}
