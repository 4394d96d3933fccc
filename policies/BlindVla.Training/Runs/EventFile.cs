using BlindVla.Files;
using Google.Protobuf;
using Tensorboard;

namespace BlindVla.Training;

/// <summary>
/// The rows of a run as TensorBoard reads them: <c>train/...</c> and <c>validation/...</c>, by the names of the columns of the CSV files.
/// The messages are TensorFlow's (core/util/event.proto, core/framework/summary.proto), as TorchSharp brings them. Rows of steps that a
/// resumed run makes again are taken off first.
/// </summary>
internal sealed class EventFile : ITrainingObserver
{
    /// <summary>TensorBoard takes a file for its own by the middle of its name.</summary>
    public const string FileName = "events.out.tfevents.blindvla";

    private const string FileVersion = "brain.Event:2";

    private readonly string _path;
    private readonly TimeProvider _time;

    public EventFile(string folder, long step, TimeProvider time)
    {
        (_path, _time) = (Path.Combine(folder, FileName), time);
        var there = File.Exists(_path) ? EventRecords.Decode(File.ReadAllBytes(_path)) : [];
        var kept = there.Where(record => Event.Parser.ParseFrom(record).Step <= step).ToList();
        if (kept.Count == 0)
        {
            kept.Add(New(0, new() { FileVersion = FileVersion }));
        }
        AtomicFile.Write(_path, [.. kept.SelectMany(record => EventRecords.Encode(record))]);
    }

    public void OnFeatures(FeatureProgress progress) { }

    public void OnSteps(TrainingRow row) =>
        Append(row.Step, TrainingRow.Columns.Select(column => ($"train/{column.Name}", column.Value(row))));

    public void OnValidation(ValidationRow row) =>
        Append(row.Step, ValidationRow.Columns.Select(column => ($"validation/{column.Name}", column.Value(row))));

    private void Append(long step, IEnumerable<(string Tag, double? Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
        {
            if (value is { } known)
            {
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)known });
            }
        }
        using var file = new FileStream(_path, FileMode.Append);
        file.Write(EventRecords.Encode(New(step, new() { Summary = summary })));
    }

    private byte[] New(long step, Event happened)
    {
        happened.WallTime = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        happened.Step = step;
        return happened.ToByteArray();
    }
}
