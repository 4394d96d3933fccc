namespace BlindVla.Core;

/// <summary>
/// The fully decided initial world of one episode: a <see cref="TabletopScene"/>, or a <see cref="NamedScene"/> of a world that owns its scenes. The
/// simulator draws nothing at random: what is not here does not vary.
/// </summary>
public abstract record Scene
{
    /// <summary>There are no other kinds: whoever looks at a scene knows all.</summary>
    private protected Scene()
    {
    }

    /// <summary>A texture blended into every picture; null: none.</summary>
    public TextureOverlay? Overlay { get; init; }

    /// <summary>How every camera differs from its <see cref="CameraSpec"/>; null: not at all.</summary>
    public CameraChange? Camera { get; init; }

    /// <summary>How the light differs from the workcell's own; null: not at all.</summary>
    public LightChange? Lighting { get; init; }

    /// <summary>What makes pictures worse than they are drawn; null: nothing.</summary>
    public SensorEffects? Sensor { get; init; }

    /// <summary>Control steps an action waits before it is applied; until the first one is due the workcell holds.</summary>
    public int ActionLatencySteps { get; init; }
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
