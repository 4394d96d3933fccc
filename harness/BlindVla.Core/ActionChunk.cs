namespace BlindVla.Core;

/// <summary>Consecutive actions of one prediction: <see cref="Count"/> rows of <see cref="ActionLength"/> values, row-major.</summary>
public sealed record ActionChunk(ReadOnlyMemory<float> Values, int ActionLength)
{
    public int Count => Values.Length / ActionLength;

    /// <summary>The <paramref name="index"/>-th action.</summary>
    public ReadOnlyMemory<float> this[int index] => Values.Slice(index * ActionLength, ActionLength);

    /// <summary>A chunk of one action.</summary>
    public static ActionChunk Single(ReadOnlyMemory<float> action) => new(action, action.Length);
}
