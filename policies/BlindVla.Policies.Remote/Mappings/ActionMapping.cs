using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Actions on the wire, and what they are here: <see cref="Conventions.DeltaEndEffectorPose"/>.</summary>
/// <param name="Key">Under which they stand.</param>
/// <param name="Order">Of the three parts in one action.</param>
/// <param name="PositionScale">Metres of one unit.</param>
/// <param name="Form">Of the rotation.</param>
/// <param name="AngleScale">Radians of one unit; 1 for a quaternion.</param>
/// <param name="Length">Actions of one answer; null for any number.</param>
/// <param name="Execute">Those that are executed before the policy looks again.</param>
public sealed record ActionMapping(
    string Key,
    ImmutableArray<ActionPart> Order,
    double PositionScale,
    RotationForm Form,
    double AngleScale,
    GripperMapping Gripper,
    int? Length,
    int Execute
)
{
    private const int Axes = 3;
    private const int OwnLength = 7;

    /// <summary>Values of one action on the wire.</summary>
    public int Width { get; } = Axes + Rotations.Length(Form) + 1;

    private bool IsOwnRotation => Form == RotationForm.EulerXyzIntrinsic;

    /// <summary>The actions that are executed.</summary>
    /// <exception cref="WireException">They have another shape, are not finite, or hold a rotation that is none.</exception>
    internal ActionChunk FromWire(WireValue? value)
    {
        if (value is not WireValue.Numbers { Value: var array } || array.Shape.Length is not (1 or 2) || array.Shape[^1] != Width)
        {
            throw new WireException(
                $"'{Key}': expected an array of {Length?.ToString() ?? "some"} actions of {Width} values "
                    + $"({string.Join(", ", Order).ToLowerInvariant()}), found {value?.Kind ?? "no such key"}"
            );
        }
        var values = array.ToSingles();
        var count = values.Length / Width;
        if (count < Execute || (Length is { } length && count != length))
        {
            throw new WireException(
                $"'{Key}': expected {(Length is { } exact ? $"{exact}" : $"at least {Execute}")} actions in an answer, found {count}"
            );
        }
        var chunk = new float[Execute * OwnLength];
        for (var i = 0; i < Execute; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                if (!float.IsFinite(values[(i * Width) + j]))
                    throw new WireException($"'{Key}': expected finite numbers, found {values[(i * Width) + j]} at [{i}, {j}]");
            }
            FromWire(values.AsSpan(i * Width, Width), chunk.AsSpan(i * OwnLength, OwnLength), i);
        }
        return new(chunk, OwnLength);
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
                case ActionPart.Rotation:
                    var turn = new double[Rotations.Length(Form)];
                    for (var i = 0; i < turn.Length; i++)
                        turn[i] = wire[i] * AngleScale;
                    wire = wire[turn.Length..];
                    // What is in the harness's form already is not rounded on a way through another one.
                    if (!IsOwnRotation)
                    {
                        turn = Rotations.ToQuaternion(Form, turn) is { } q
                            ? Rotations.FromQuaternion(RotationForm.EulerXyzIntrinsic, q)
                            : throw new WireException($"'{Key}': the rotation of action {index} is a quaternion of length 0");
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
                case ActionPart.Rotation:
                    double[] turn = [own[3], own[4], own[5]];
                    if (!IsOwnRotation)
                        turn = Rotations.FromQuaternion(Form, Rotations.ToQuaternion(RotationForm.EulerXyzIntrinsic, turn)!.Value);
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
