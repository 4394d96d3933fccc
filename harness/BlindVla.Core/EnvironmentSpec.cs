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
    ImmutableArray<string> Tables)
{
    /// <summary>Asset names a <see cref="TextureOverlay"/> may use; empty where pictures cannot be blended with anything.</summary>
    public ImmutableArray<string> Textures { get; init; } = [];

    /// <summary>What a <see cref="NamedScene"/> may name; empty where scenes are described.</summary>
    public ImmutableArray<NamedWorld> Worlds { get; init; } = [];

    /// <summary>What a scene may ask for.</summary>
    public SceneLimits SceneLimits { get; init; } = SceneLimits.None;

    /// <summary>What is measured of the task at every time step, besides success.</summary>
    public ImmutableArray<MeasureSpec> Measures { get; init; } = [];

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
}

/// <param name="RealTime">Time passes between requests.</param>
/// <param name="SceneSettable">Reset honours the scene; false on a real arm, where a person sets it.</param>
/// <param name="SuccessObservable">Task progress is measured; false where a person must judge.</param>
/// <param name="PrivilegedState">Object poses can be asked for.</param>
public sealed record EnvironmentCapabilities(bool RealTime, bool SceneSettable, bool SuccessObservable, bool PrivilegedState);

/// <summary>A named part of an action or of a state vector, with the conventions that silently break policies when they differ.</summary>
/// <param name="Name">e.g. <c>position</c>.</param>
/// <param name="Length">Number of values.</param>
/// <param name="Convention">e.g. <c>delta_xyz</c>, <c>quaternion_wxyz</c>, <c>open_positive</c>.</param>
/// <param name="Unit">e.g. <c>m</c>, <c>rad</c>, <c>1</c>.</param>
/// <param name="Frame">e.g. <c>base</c>; empty where a frame has no meaning.</param>
/// <param name="Minimum">Inclusive bound of every value, or null.</param>
/// <param name="Maximum">Inclusive bound of every value, or null.</param>
public sealed record ArraySpec(
    string Name, int Length, string Convention, string Unit, string Frame, double? Minimum = null, double? Maximum = null)
{
    /// <summary>
    /// What each value is called: <c>position x</c>, <c>position y</c> ... where the convention spells its axes (<c>delta_xyz</c>,
    /// <c>quaternion_wxyz</c>), numbers where it does not, and the name alone for a single value.
    /// </summary>
    public ImmutableArray<string> Components
    {
        get
        {
            var axes = Convention.Split('_').FirstOrDefault(word => word.Length == Length && word.All("wxyz".Contains));
            return Length == 1 && axes is null
                ? [Name]
                : [.. Enumerable.Range(0, Length).Select(i => $"{Name} {(axes is null ? $"{i}" : axes[i])}")];
        }
    }
}

/// <param name="Name">e.g. <c>3rd_view_camera</c>.</param>
/// <param name="Width">Native width in pixels.</param>
/// <param name="Height">Native height in pixels.</param>
/// <param name="MaxWidth">The largest width that may be asked for.</param>
/// <param name="MaxHeight">The largest height that may be asked for.</param>
public sealed record CameraSpec(string Name, int Width, int Height, int MaxWidth, int MaxHeight)
{
    /// <summary>The smallest width that may be asked for.</summary>
    public int MinWidth { get; init; } = 1;

    /// <summary>The smallest height that may be asked for.</summary>
    public int MinHeight { get; init; } = 1;
}

/// <summary>
/// A camera to render, at a size. Every size shows the camera's whole native field of view, so another aspect ratio than the native one
/// has pixels that are not square, as when the native image is resized without cropping.
/// </summary>
public sealed record CameraRequest(string Name, int Width, int Height)
{
    /// <summary>Pixels written as <c>WIDTHxHEIGHT</c>; null where the text says none.</summary>
    public static (int Width, int Height)? ParseSize(string text) =>
        text.Split('x') is [var left, var right] && int.TryParse(left, out var width) && int.TryParse(right, out var height)
            && width > 0 && height > 0
            ? (width, height)
            : null;

    /// <summary>What is wrong with a text that says no size.</summary>
    public static string SizeExpected(string found) => $"expected WIDTHxHEIGHT in pixels, e.g. 224x224, found '{found}'";
}

/// <summary>What to observe at a time step. What nobody looks at is not rendered.</summary>
/// <param name="Cameras">Cameras to render, in the order wanted.</param>
/// <param name="Privileged">Whether object poses are wanted too.</param>
public sealed record ObservationRequest(ImmutableArray<CameraRequest> Cameras, bool Privileged)
{
    public static ObservationRequest Nothing { get; } = new([], false);
}
