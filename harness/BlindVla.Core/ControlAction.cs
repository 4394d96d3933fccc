namespace BlindVla.Core;

/// <summary>One action as an environment is asked for it.</summary>
/// <param name="Values">As <see cref="EnvironmentSpec.Action"/> says.</param>
/// <param name="ObservedAtSeconds"><see cref="Observation.TimeSeconds"/> of what it was computed from: a real-time environment refuses
/// what is too old. Null for the newest.</param>
public readonly record struct ControlAction(ReadOnlyMemory<float> Values, double? ObservedAtSeconds = null)
{
    public static implicit operator ControlAction(ReadOnlyMemory<float> values) => new(values);

    public static implicit operator ControlAction(float[] values) => new(values);
}
