using System.Collections.Immutable;
using BlindVla.Fuzz.Tests.Mutation;

namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>One reader of what comes from outside.</summary>
/// <param name="Name">As it is called in reports and on the command line.</param>
/// <param name="Corpus">Right inputs: the reader takes each as it is.</param>
/// <param name="Mutators">What makes wrong ones of them.</param>
/// <param name="Read">Reads an input, and does with what was read what a run would do with it.</param>
/// <param name="Refusal">The only exception that may come out.</param>
internal sealed record FuzzTarget(
    string Name,
    ImmutableArray<byte[]> Corpus,
    ImmutableArray<IMutator> Mutators,
    Action<byte[]> Read,
    Type Refusal
) : IDisposable
{
    /// <summary>Bytes that reading one input may allocate, besides <see cref="AllocatedPerByte"/> for each byte of it.</summary>
    public long Allocated { get; init; } = 4 << 20;

    public long AllocatedPerByte { get; init; } = 200;

    /// <summary>Its share of the inputs, relative to other targets; for readers that are slow, less.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Of the files that inputs are written to.</summary>
    public IDisposable? Files { get; init; }

    public override string ToString() => Name;

    public void Dispose() => Files?.Dispose();
}
