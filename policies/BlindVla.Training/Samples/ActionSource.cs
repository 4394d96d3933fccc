using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Time steps of demonstrations: the instruction, and the action that was, or should have been, done.</summary>
public sealed class ActionSource(
    LeRobotDataSet data,
    ActionStatistics statistics,
    ImageProcessor images,
    Conversation conversation,
    Augmentation? augmentation
) : ISampleSource
{
    public int Count => data.Frames;

    public Sample Read(int index, KeyedRandom random)
    {
        var square = images.Square(data.Picture(index));
        var picture = augmentation?.Apply(square, images.Size, random) ?? new(square, 0, 0, 1);
        var annotations = data.Annotations(index);
        ImmutableArray<NamedPlace>? places = annotations.IsEmpty
            ? null
            : [.. annotations.Select(a => picture.Moved(new(a.Name, a.U, a.V, a.Position)))];
        var (tokens, isLabel) = conversation.Of(data.Task(index), ActionCodec.Normalize(data.Action(index), statistics));
        return new(picture.Rgb, tokens, isLabel, places);
    }
}
