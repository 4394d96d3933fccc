using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Frames with what a teacher sees in those of them that it looked at.</summary>
internal sealed class TaughtSource(ISampleSource source, TeacherFeatures features) : ISampleSource
{
    public int Count => source.Count;

    public Sample Read(int index, KeyedRandom random) =>
        index % features.Stride == 0 ? source.Read(index, random) with { Teacher = features.Read(index) } : source.Read(index, random);
}
