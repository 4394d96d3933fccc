using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Frames with what a teacher sees in them.</summary>
internal sealed class TaughtSource(ISampleSource source, TeacherFeatures features) : ISampleSource
{
    public int Count => source.Count;

    public Sample Read(int index, KeyedRandom random) => source.Read(index, random) with { Teacher = features.Read(index) };
}
