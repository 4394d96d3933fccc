using System.Collections.Immutable;
using BlindVla.DataSets;

namespace BlindVla.Probes;

/// <summary>Frames of a data set whose things are annotated, and what is asked of them.</summary>
/// <param name="Frames">Which frames are looked at.</param>
public sealed record ProbeData(LeRobotDataSet Data, ImmutableArray<int> Frames)
{
    /// <param name="most">Frames at most; spread over the whole set.</param>
    /// <exception cref="ProbeException">Nothing in it is annotated.</exception>
    public static ProbeData Open(string folder, int most)
    {
        var data = LeRobotDataSet.Open(folder);
        var stride = Math.Max(1, (data.Frames + most - 1) / most);
        ImmutableArray<int> frames = [.. Enumerable.Range(0, data.Frames).Where(frame => frame % stride == 0)];
        return frames.Any(frame => !data.Annotations(frame).IsEmpty)
            ? new(data, frames)
            : throw new ProbeException($"{folder} does not say where things are: expected one of `collect`, best of `collect --static`");
    }

    private const string HeldOut = "test";

    /// <summary>Every thing that can be asked for, with its group.</summary>
    internal ImmutableSortedDictionary<string, string> Names() =>
        Frames
            .SelectMany(frame => Things(frame))
            .GroupBy(thing => thing.Name)
            .ToImmutableSortedDictionary(thing => thing.Key, thing => Group(thing.First()), StringComparer.Ordinal);

    /// <summary>What is in a frame and might not be: not the gripper.</summary>
    internal IEnumerable<Annotation> Things(int frame) => Data.Annotations(frame).Where(thing => thing.Kind != EntityKind.Gripper);

    private static string Group(Annotation thing) =>
        (thing.Split == HeldOut ? "held-out " : "")
        + thing.Kind switch
        {
            EntityKind.Object => "objects",
            EntityKind.Receptacle => "receptacles",
            _ => "boards",
        };
}
