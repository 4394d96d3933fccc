using System.Collections.Immutable;
using Google.Protobuf;
using Proto = BlindVla.Rig.V1;

namespace BlindVla.Control;

/// <summary>One real arm at its desk, or the emulated one: what the programs that move it must know, checked.</summary>
public sealed class ArmRig
{
    private static readonly JsonFormatter Json = new(
        JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithIndentation("  ")
    );

    private readonly Proto.Rig _message;

    internal ArmRig(Proto.Rig message, string description, bool isEmulated) =>
        (_message, Description, IsEmulated) = (message, description, isEmulated);

    public string Name => _message.Name;

    public string Description { get; }

    /// <summary>Its servos and cameras are those of the emulator, which must be started first and says where they are.</summary>
    public bool IsEmulated { get; }

    public double ControlPeriodSeconds => _message.Motion.ControlPeriodSeconds;

    /// <summary>From the base to the tip.</summary>
    public ImmutableArray<string> Joints => [.. _message.Joints.Select(joint => joint.Name)];

    /// <summary>Where it lies without torque, rad, waist to wrist_rotate.</summary>
    public ImmutableArray<double> Rest => [.. _message.Joints.SkipLast(1).Select(joint => joint.Rest)];

    public ImmutableArray<string> Cameras => [.. _message.Cameras.Select(camera => camera.Name)];

    /// <summary>As the programs read it.</summary>
    public string ToJson() => Json.Format(_message);

    /// <summary>As the programs read it once the emulator runs.</summary>
    /// <param name="port">Where its servos are.</param>
    /// <param name="camera">Where its pictures are; null where the rig has no cameras.</param>
    public string ToJson(string port, string? camera)
    {
        var message = _message.Clone();
        message.Port.Path = port;
        foreach (var seen in message.Cameras)
            seen.Source = camera;
        return Json.Format(message);
    }
}
