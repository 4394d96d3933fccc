using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Actions on the wire, and what they are here: <see cref="Convention"/>.</summary>
/// <param name="Keys">Under which their values stand, one after another; none where the answer is the array.</param>
/// <param name="Order">Of the parts in one action: position, rotation and gripper, or joints and gripper.</param>
/// <param name="PositionScale">Metres of one unit.</param>
/// <param name="Form">Of the rotation; null where an action has joints.</param>
/// <param name="AngleScale">Radians of one unit, of the rotation or of the joints; 1 for a quaternion.</param>
/// <param name="Length">Actions of one answer; null for any number.</param>
/// <param name="Execute">Those that are executed before the policy looks again.</param>
public sealed record ActionMapping(
    ImmutableArray<WireKey> Keys,
    ImmutableArray<ActionPart> Order,
    double PositionScale,
    RotationForm? Form,
    double AngleScale,
    GripperMapping Gripper,
    int? Length,
    int Execute
)
{
    private const int Axes = 3;
    private const int Joints = 6;
    private const int OwnLength = 7;

    /// <summary>Values of one action on the wire.</summary>
    public int Width { get; } = WidthOf(Form);

    /// <summary>What an action is here.</summary>
    public ImmutableArray<ArraySpec> Convention => Form is null ? Conventions.JointPositions : Conventions.DeltaEndEffectorPose;

    /// <summary>Values of one action with a rotation of this form, or with joints.</summary>
    public static int WidthOf(RotationForm? form) => (form is { } turn ? Axes + Rotations.Length(turn) : Joints) + 1;

    /// <summary>Where actions stand, in the words of an error message.</summary>
    private string What => Keys.IsEmpty ? "the answer" : string.Join(", ", Keys.Select(key => $"'{key.Name}'"));

    private bool IsOwnRotation => Form == RotationForm.EulerXyzIntrinsic;

    /// <summary>The actions of an answer that are executed.</summary>
    /// <exception cref="WireException">They have another shape, are not finite, or hold a rotation that is none.</exception>
    internal ActionChunk FromWire(WireValue answer)
    {
        var values = Gather(answer);
        var count = values.Length / Width;
        if (count < Execute || (Length is { } length && count != length))
        {
            throw new WireException(
                $"{What}: expected {(Length is { } exact ? $"{exact}" : $"at least {Execute}")} actions in an answer, found {count}"
            );
        }
        var chunk = new float[Execute * OwnLength];
        for (var i = 0; i < Execute; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                if (!float.IsFinite(values[(i * Width) + j]))
                    throw new WireException($"{What}: expected finite numbers, found {values[(i * Width) + j]} at [{i}, {j}]");
            }
            FromWire(values.AsSpan(i * Width, Width), chunk.AsSpan(i * OwnLength, OwnLength), i);
        }
        return new(chunk, OwnLength);
    }

    /// <summary>All values of all actions, one action after another, from wherever they stand.</summary>
    private float[] Gather(WireValue answer)
    {
        if (Keys.IsEmpty)
            return Rows(answer, What, Width);
        if (answer is not WireValue.Map map)
            throw new WireException($"expected a map with {What}, found {answer.Kind}");
        if (Keys is [var only])
            return Rows(map[only.Name], What, Width);
        float[][] columns = [.. Keys.Select(key => Rows(map[key.Name], $"'{key.Name}'", key.Length))];
        var count = columns[0].Length / Keys[0].Length;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Length != count * Keys[i].Length)
            {
                throw new WireException(
                    $"'{Keys[i].Name}': expected {count} actions, as under '{Keys[0].Name}', found {columns[i].Length / Keys[i].Length}"
                );
            }
        }
        return
        [
            .. from row in Enumerable.Range(0, count)
            from column in Enumerable.Range(0, columns.Length)
            from value in columns[column].Skip(row * Keys[column].Length).Take(Keys[column].Length)
            select value,
        ];
    }

    private float[] Rows(WireValue? value, string what, int width)
    {
        // One number for each action needs no dimension of its own.
        if (
            value is WireValue.Numbers { Value: var array }
            && array.Shape.Length is 1 or 2
            && (array.Shape[^1] == width || (width == 1 && array.Shape.Length == 1))
        )
        {
            return array.ToSingles();
        }
        throw new WireException(
            $"{what}: expected an array of {Length?.ToString() ?? "some"} actions of {width} values "
                + (width == Width ? $"({string.Join(", ", Order).ToLowerInvariant()}), " : "")
                + $"found {value?.Kind ?? "no such key"}"
        );
    }

    internal IEnumerable<(string, WireValue)> ToEntries(ActionChunk chunk)
    {
        var values = ToWire(chunk).ToSingles();
        var at = 0;
        foreach (var (name, length) in Keys)
        {
            var column = new float[chunk.Count * length];
            for (var row = 0; row < chunk.Count; row++)
                values.AsSpan((row * Width) + at, length).CopyTo(column.AsSpan(row * length));
            yield return (name, new WireValue.Numbers(NumericArray.Of(column, chunk.Count, length)));
            at += length;
        }
    }

    internal NumericArray ToWire(ActionChunk chunk)
    {
        var values = new float[chunk.Count * Width];
        for (var i = 0; i < chunk.Count; i++)
            ToWire(chunk[i].Span, values.AsSpan(i * Width, Width));
        return NumericArray.Of(values, chunk.Count, Width);
    }

    private void FromWire(ReadOnlySpan<float> wire, Span<float> own, int index)
    {
        foreach (var part in Order)
        {
            switch (part)
            {
                case ActionPart.Position:
                    for (var i = 0; i < Axes; i++)
                        own[i] = (float)(wire[i] * PositionScale);
                    wire = wire[Axes..];
                    break;
                case ActionPart.Joints:
                    for (var i = 0; i < Joints; i++)
                        own[i] = (float)(wire[i] * AngleScale);
                    wire = wire[Joints..];
                    break;
                case ActionPart.Rotation:
                    var form = Form!.Value;
                    var turn = new double[Rotations.Length(form)];
                    for (var i = 0; i < turn.Length; i++)
                        turn[i] = wire[i] * AngleScale;
                    wire = wire[turn.Length..];
                    // What is in the harness's form already is not rounded on a way through another one.
                    if (!IsOwnRotation)
                    {
                        turn = Rotations.ToQuaternion(form, turn) is { } q
                            ? Rotations.FromQuaternion(RotationForm.EulerXyzIntrinsic, q)
                            : throw new WireException($"{What}: the rotation of action {index} is a quaternion of length 0");
                    }
                    for (var i = 0; i < Axes; i++)
                        own[Axes + i] = (float)turn[i];
                    break;
                default:
                    own[^1] = (float)Gripper.FromWire(wire[0]);
                    wire = wire[1..];
                    break;
            }
        }
    }

    private void ToWire(ReadOnlySpan<float> own, Span<float> wire)
    {
        foreach (var part in Order)
        {
            switch (part)
            {
                case ActionPart.Position:
                    for (var i = 0; i < Axes; i++)
                        wire[i] = (float)(own[i] / PositionScale);
                    wire = wire[Axes..];
                    break;
                case ActionPart.Joints:
                    for (var i = 0; i < Joints; i++)
                        wire[i] = (float)(own[i] / AngleScale);
                    wire = wire[Joints..];
                    break;
                case ActionPart.Rotation:
                    double[] turn = [own[3], own[4], own[5]];
                    if (!IsOwnRotation)
                        turn = Rotations.FromQuaternion(Form!.Value, Rotations.ToQuaternion(RotationForm.EulerXyzIntrinsic, turn)!.Value);
                    for (var i = 0; i < turn.Length; i++)
                        wire[i] = (float)(turn[i] / AngleScale);
                    wire = wire[turn.Length..];
                    break;
                default:
                    wire[0] = (float)Gripper.ToWire(own[^1]);
                    wire = wire[1..];
                    break;
            }
        }
    }
}
