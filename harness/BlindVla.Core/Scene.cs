using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// The fully decided initial world of one episode. The simulator draws nothing at random: what is not here does not vary.
/// </summary>
/// <param name="Table">Asset name of the picture behind robot and objects.</param>
/// <param name="Objects">Every object and receptacle; ids are unique in the scene.</param>
/// <param name="ArmJointPositions">Radians, waist to wrist_rotate (6 values).</param>
/// <param name="FingerPosition">Metres of each finger from the gripper's centre line.</param>
/// <param name="Goal">What must be achieved.</param>
public sealed record Scene(
    string Table,
    ImmutableArray<ObjectPlacement> Objects,
    ImmutableArray<double> ArmJointPositions,
    double FingerPosition,
    PutOnGoal Goal)
{
    /// <summary>A texture blended into every picture; null: none.</summary>
    public TextureOverlay? Overlay { get; init; }

    /// <summary>How every camera differs from its <see cref="CameraSpec"/>; null: not at all.</summary>
    public CameraChange? Camera { get; init; }

    /// <summary>How the light differs from the workcell's own; null: not at all.</summary>
    public LightChange? Lighting { get; init; }

    /// <summary>What makes pictures worse than they are drawn; null: nothing.</summary>
    public SensorEffects? Sensor { get; init; }

    /// <summary>What happens by itself in mid-episode, ordered by step.</summary>
    public ImmutableArray<MoveEvent> Events { get; init; } = [];

    /// <summary>Control steps an action waits before it is applied; until the first one is due the workcell holds.</summary>
    public int ActionLatencySteps { get; init; }

    /// <summary>The object with an id that is in the scene.</summary>
    public ObjectPlacement Find(string id) => Objects.First(placement => placement.Id == id);
}

/// <summary>The object ids that every put-on scene has; distractors have others.</summary>
public static class SceneRoles
{
    /// <summary>What must be moved.</summary>
    public const string Source = "source";

    /// <summary>Where it must go.</summary>
    public const string Receptacle = "receptacle";

    /// <summary>What is only in the way, numbered from 1.</summary>
    public static string Distractor(int number) => $"distractor_{number}";
}

/// <summary>One object of a scene.</summary>
/// <param name="Id">Its role in the scene, e.g. <see cref="SceneRoles.Source"/>.</param>
/// <param name="Asset">What it is: an asset name the environment offers, e.g. <c>carrot</c>.</param>
/// <param name="Pose">World frame, before it is dropped and settles.</param>
public sealed record ObjectPlacement(string Id, string Asset, Pose Pose)
{
    /// <summary>Factor of every length, above 0; the density stays, so mass grows with its cube.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Factor of mass and inertia on top of the scale, above 0.</summary>
    public double MassFactor { get; init; } = 1;

    /// <summary>Factor of the sliding friction of all its contacts, above 0.</summary>
    public double FrictionFactor { get; init; } = 1;

    /// <summary>Multiplies the asset's colours; from 0 to 1 each.</summary>
    public LinearColor ColorFactor { get; init; } = LinearColor.White;
}

/// <summary>Linear red, green and blue.</summary>
public readonly record struct LinearColor(double Red, double Green, double Blue)
{
    public static LinearColor White => new(1, 1, 1);
}

/// <summary>Where a texture is blended in.</summary>
public enum OverlayRegion
{
    /// <summary>Only where robot or objects are seen; the texture is fitted to the box around them.</summary>
    Foreground,

    /// <summary>Everywhere; the window of the texture moves with the centre of robot and objects.</summary>
    WholeImage,
}

/// <summary>A texture blended into every picture: <c>strength * texture + (1 - strength) * picture</c>, in 8-bit levels.</summary>
/// <param name="Texture">Asset name of the texture.</param>
/// <param name="Region">Which pixels.</param>
/// <param name="Strength">From 0 to 1.</param>
public sealed record TextureOverlay(string Texture, OverlayRegion Region, double Strength);

/// <param name="Translation">Metres, in the robot's base frame.</param>
/// <param name="Rotation">Of the camera about its own centre, in its own frame (x right, y up, z back).</param>
/// <param name="FieldOfViewFactor">Of the tangent of half the field of view; above 0.</param>
public sealed record CameraChange(Vector3D Translation, QuaternionD Rotation, double FieldOfViewFactor);

/// <param name="Rotation">Of the directions of all directional lights, world frame.</param>
/// <param name="ColorFactor">Multiplies every light, ambient light too; 0 or more.</param>
public sealed record LightChange(QuaternionD Rotation, LinearColor ColorFactor);

/// <summary>What a worse camera does to a picture, in this order: blur, noise, compression.</summary>
/// <param name="BlurSigma">Standard deviation of a Gaussian, as a fraction of the picture's width; 0: no blur.</param>
/// <param name="NoiseSigma">Standard deviation of independent Gaussian noise, in 8-bit levels; 0: no noise.</param>
/// <param name="NoiseSeed">Noise is a function of this, the time step and the place in the picture, of nothing else.</param>
/// <param name="JpegQuality">1 to 100; 0: not compressed.</param>
public sealed record SensorEffects(double BlurSigma, double NoiseSigma, ulong NoiseSeed, int JpegQuality);

/// <summary>An object is taken away and dropped elsewhere, at rest, at the beginning of a control step, before its action is applied.</summary>
/// <param name="Step">Control steps applied before it; 0 is the first.</param>
/// <param name="Object">Id of an <see cref="ObjectPlacement"/>.</param>
/// <param name="Pose">World frame.</param>
/// <param name="SettleSubsteps">Physics substeps for which the robot holds and objects fall before the step goes on.</param>
public sealed record MoveEvent(int Step, string Object, Pose Pose, int SettleSubsteps);

/// <summary>The object with id <paramref name="Object"/> must lie on the one with id <paramref name="Receptacle"/>.</summary>
public sealed record PutOnGoal(string Object, string Receptacle);
