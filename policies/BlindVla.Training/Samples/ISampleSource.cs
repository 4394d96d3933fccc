using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>Frames that can be learned from, in any order.</summary>
public interface ISampleSource
{
    int Count { get; }

    /// <summary>A frame as a sample.</summary>
    /// <param name="random">Decides how it is augmented and what is asked of it: the same numbers give the same sample.</param>
    Sample Read(int index, KeyedRandom random);
}
