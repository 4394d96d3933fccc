using BlindVla.Files;

namespace BlindVla.Evaluation;

/// <summary>The actions of a trial, each list row by row. As a file: float32 <c>[2, steps, length]</c>, requested first.</summary>
/// <param name="Requested">What the policy asked for.</param>
/// <param name="Applied">What the environment applied; null in a run of ledger version 1 or 2, whose files are <c>[steps,
/// length]</c>.</param>
/// <param name="Length">Values of one action.</param>
public sealed record RecordedActions(ReadOnlyMemory<float> Requested, ReadOnlyMemory<float>? Applied, int Length)
{
    public string RequestedSha256 => ActionDigest.Compute(Requested.Span);

    public string? AppliedSha256 => Applied is { } applied ? ActionDigest.Compute(applied.Span) : null;

    internal byte[] Encode() =>
        Applied is { } applied
            ? NpyFile.Encode([.. Requested.Span, .. applied.Span], 2, Requested.Length / Length, Length)
            : NpyFile.Encode(Requested.Span, Requested.Length / Length, Length);

    /// <exception cref="FormatException">It is no file of actions.</exception>
    internal static RecordedActions Decode(ReadOnlySpan<byte> file)
    {
        var (values, shape) = NpyFile.Decode(file);
        return shape switch
        {
            [2, var steps, var length] => new(values.AsMemory(..(steps * length)), values.AsMemory((steps * length)..), length),
            [_, var length] => new(values, null, length),
            _ => throw new FormatException($"expected the shape (2, steps, length) or (steps, length), found ({string.Join(", ", shape)})"),
        };
    }
}
