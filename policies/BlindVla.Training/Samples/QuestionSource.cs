using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Frames with the places of everything in them and questions about them.</summary>
public sealed class QuestionSource(LeRobotDataSet data, ImageProcessor images, Conversation conversation, Augmentation? augmentation)
    : ISampleSource
{
    public int Count => data.Frames;

    public Sample Read(int index, KeyedRandom random)
    {
        var square = images.Square(data.Picture(index));
        var picture = augmentation?.Apply(square, images.Size, random) ?? new(square, 0, 0, 1);
        ImmutableArray<NamedPlace> places = [.. data.Annotations(index).Select(a => picture.Moved(new(a.Name, a.U, a.V, a.Position)))];
        // A crop moves what an answer says of places.
        var turns = data.Questions(index)
            .Where(question => picture.Edge == 1 || question.Kind != QuestionKind.Place)
            .Select(question => (question.Text, question.Answer));
        var (tokens, isLabel) = conversation.Of(turns);
        return new(picture.Rgb, tokens, isLabel, places);
    }
}
