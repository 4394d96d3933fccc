using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>Makes one change to an input, all of whose choices come from one generator.</summary>
internal interface IMutator
{
    /// <param name="corpus">Right inputs, to take parts from.</param>
    byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random);
}
