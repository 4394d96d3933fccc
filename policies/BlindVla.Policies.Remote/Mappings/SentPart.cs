using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A part of the state as it is sent. One that is nothing but a <see cref="Constant"/> fills a place that the peer has.</summary>
/// <param name="World">The part of the world's state that it is made of; null for a constant.</param>
public sealed record SentPart(ArraySpec? World)
{
    public double Constant { get; init; }

    /// <summary>The form of an orientation; null where the world's values are sent, or a scale is used.</summary>
    public RotationForm? Form { get; init; }

    /// <summary>Radians of one unit; 1 for a quaternion.</summary>
    public double AngleScale { get; init; } = 1;

    /// <summary>The world's orientation that is sent as none.</summary>
    public QuaternionD ZeroOrientation { get; init; } = QuaternionD.Identity;

    /// <summary>The world's value that is sent as 0.</summary>
    public double Zero { get; init; }

    /// <summary>The world's value that is sent as 1.</summary>
    public double One { get; init; } = 1;

    /// <summary>Values that are sent.</summary>
    public int Length => Form is { } form ? Rotations.Length(form) : World?.Length ?? 1;

    private RotationForm WorldForm =>
        World!.Convention == Rotations.QuaternionXyzw ? RotationForm.QuaternionXyzw : RotationForm.QuaternionWxyz;

    /// <param name="values">Of this part of the world's state; empty for a constant.</param>
    internal void ToWire(ReadOnlySpan<float> values, Span<float> wire)
    {
        if (World is null)
        {
            wire[0] = (float)Constant;
        }
        else if (Form is { } form)
        {
            // A quaternion of length zero is no orientation; nobody is told one.
            var q = Rotations.ToQuaternion(WorldForm, Doubles(values)) ?? QuaternionD.Identity;
            var turn = Rotations.FromQuaternion(form, q * ZeroOrientation.Conjugate);
            for (var i = 0; i < turn.Length; i++)
                wire[i] = (float)(turn[i] / AngleScale);
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
                wire[i] = IsPlain ? values[i] : (float)((values[i] - Zero) / (One - Zero));
        }
    }

    /// <summary>The other way round; nothing is made of a constant.</summary>
    /// <exception cref="WireException">It is no orientation.</exception>
    internal void FromWire(ReadOnlySpan<float> wire, Span<float> values)
    {
        if (World is null)
            return;
        if (Form is { } form)
        {
            var turn = Doubles(wire);
            for (var i = 0; i < turn.Length; i++)
                turn[i] *= AngleScale;
            var q = Rotations.ToQuaternion(form, turn)
                ?? throw new WireException($"'{World.Name}': expected an orientation, found a quaternion of length 0");
            var own = Rotations.FromQuaternion(WorldForm, q * ZeroOrientation);
            for (var i = 0; i < own.Length; i++)
                values[i] = (float)own[i];
        }
        else
        {
            for (var i = 0; i < wire.Length; i++)
                values[i] = IsPlain ? wire[i] : (float)(Zero + (wire[i] * (One - Zero)));
        }
    }

    private bool IsPlain => (Zero, One) == (0, 1);

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }
}
