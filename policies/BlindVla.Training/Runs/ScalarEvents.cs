using Google.Protobuf;
using Tensorboard;

namespace BlindVla.Training;

/// <summary>
/// Scalars as TensorBoard reads them, record by record. The messages are TensorFlow's (core/util/event.proto,
/// core/framework/summary.proto), as TorchSharp brings them.
/// </summary>
public static class ScalarEvents
{
    /// <summary>TensorBoard takes a file for its own by the middle of its name.</summary>
    public const string FileName = "events.out.tfevents.blindvla";

    private const string FileVersion = "brain.Event:2";

    /// <summary>What a file begins with.</summary>
    public static byte[] Beginning(DateTimeOffset time) => Encode(0, time, new Event { FileVersion = FileVersion });

    /// <summary>Values at a step; those that are null are left out.</summary>
    public static byte[] Encode(long step, DateTimeOffset time, IEnumerable<(string Tag, double? Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
        {
            if (value is { } known)
            {
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)known });
            }
        }
        return Encode(step, time, new Event { Summary = summary });
    }

    private static byte[] Encode(long step, DateTimeOffset time, Event happened)
    {
        happened.WallTime = time.ToUnixTimeMilliseconds() / 1000.0;
        happened.Step = step;
        return EventRecords.Encode(happened.ToByteArray());
    }
}
