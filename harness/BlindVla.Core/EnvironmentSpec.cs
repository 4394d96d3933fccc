using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>What an environment is. It never changes while the environment lives, and it is copied into every result.</summary>
/// <param name="Name">e.g. <c>widowx-tabletop</c>.</param>
/// <param name="Version">Version of the server.</param>
/// <param name="PhysicsVersion">e.g. <c>mujoco 2.2.2</c>; physics repeats only within one version and processor architecture.</param>
/// <param name="Renderer">As the graphics driver names itself.</param>
/// <param name="ControlPeriodSeconds">Duration of one control step.</param>
/// <param name="PhysicsPeriodSeconds">Duration of one physics substep; 0 on a real arm.</param>
/// <param name="Capabilities">What the environment can do.</param>
/// <param name="Action">The parts of an action, concatenated in this order.</param>
/// <param name="State">The parts of <see cref="Observation.State"/>, concatenated in this order.</param>
/// <param name="Cameras">The cameras that can be asked for.</param>
/// <param name="AssetsSha256">Digest of every model, mesh and picture served.</param>
/// <param name="Objects">Asset names an <see cref="ObjectPlacement"/> may use.</param>
/// <param name="Tables">Asset names <see cref="TabletopScene.Table"/> may use.</param>
public sealed record EnvironmentSpec(
    string Name,
    string Version,
    string PhysicsVersion,
    string Renderer,
    double ControlPeriodSeconds,
    double PhysicsPeriodSeconds,
    EnvironmentCapabilities Capabilities,
    ImmutableArray<ArraySpec> Action,
    ImmutableArray<ArraySpec> State,
    ImmutableArray<CameraSpec> Cameras,
    string AssetsSha256,
    ImmutableArray<string> Objects,
    ImmutableArray<string> Tables
)
{
    /// <summary>Class of the processor that computes physics and pictures, e.g. <c>x86-64-v3</c>: the last bits of results depend on
    /// it. Null where it is not declared.</summary>
    public string? Processor { get; init; }

    /// <summary>Digest of what was set up by hand and decides what an action does, such as a real arm's rig; null where nothing is, or it
    /// is not declared.</summary>
    public string? RigSha256 { get; init; }

    /// <summary>Asset names a <see cref="TextureOverlay"/> may use; empty where pictures cannot be blended with anything.</summary>
    public ImmutableArray<string> Textures { get; init; } = [];

    /// <summary>What a <see cref="NamedScene"/> may name; empty where scenes are described.</summary>
    public ImmutableArray<NamedWorld> Worlds { get; init; } = [];

    /// <summary>What a scene may ask for.</summary>
    public SceneLimits SceneLimits { get; init; } = SceneLimits.None;

    /// <summary>What is measured of the task at every time step, besides success.</summary>
    public ImmutableArray<MeasureSpec> Measures { get; init; } = [];

    /// <summary>The action that keeps the arm still, as the environment declares it; empty where it does not.</summary>
    public ImmutableArray<float> DeclaredHoldAction { get; init; } = [];

    /// <summary>
    /// The action that keeps the arm still. Where it is not declared, as none was before there was a place for it: no motion and an open
    /// gripper.
    /// </summary>
    public ImmutableArray<float> HoldAction => DeclaredHoldAction.IsEmpty ? NoMotion : DeclaredHoldAction;

    /// <summary>Bytes of all pictures of one time step; null where that is not declared.</summary>
    public long? MaxImageBytes { get; init; }

    /// <summary>
    /// The sessions of one process take turns at drawing, as its renderer needs it. Pictures are the same either way, so it is no part of a
    /// result's identity.
    /// </summary>
    public bool DrawsOneAtATime { get; init; }

    /// <summary>Number of values in an action.</summary>
    public int ActionLength => Action.Sum(part => part.Length);

    /// <summary>Number of values in <see cref="Observation.State"/>.</summary>
    public int StateLength { get; } = State.Sum(part => part.Length);

    private ImmutableArray<float> NoMotion =>
        [
            .. Action.SelectMany(part =>
                Enumerable.Repeat(
                    (float)
                        Math.Clamp(
                            part.Convention == "open_positive" ? 1 : 0,
                            part.Minimum ?? double.MinValue,
                            part.Maximum ?? double.MaxValue
                        ),
                    part.Length
                )
            ),
        ];
}
