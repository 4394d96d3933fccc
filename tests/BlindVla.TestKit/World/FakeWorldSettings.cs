using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>What a fake world is made of.</summary>
public sealed record FakeWorldSettings
{
    /// <summary>What it says its version is.</summary>
    public string Version { get; init; } = "1";

    /// <summary>Names <c>Scene.Table</c> may use; each has a colour of its own.</summary>
    public ImmutableArray<string> Tables { get; init; } = ["birch", "granite", "linen", "oak"];

    /// <summary>Names <c>TextureOverlay.Texture</c> may use; each has a pattern of its own.</summary>
    public ImmutableArray<string> Textures { get; init; } = ["checker", "stripes", "waves"];

    /// <summary>Asset names of boards, flat squares to put things on, besides <see cref="FakeWorld.Objects"/>.</summary>
    public ImmutableArray<string> Boards { get; init; } = [];

    /// <summary>Control steps after which the world ends the episode; null: never, as on the MuJoCo server.</summary>
    public int? TerminatesAfterSteps { get; init; }

    /// <summary>Whether the world lacks object poses to give, as a real arm does.</summary>
    public bool HidesPrivilegedState { get; init; }

    /// <summary>Whether time passes between requests, as on a real arm.</summary>
    public bool IsRealTime { get; init; }

    /// <summary>Whether a person sets the scene, as on a real arm.</summary>
    public bool HidesScene { get; init; }

    /// <summary>Whether a person judges success, as on a real arm.</summary>
    public bool HidesSuccess { get; init; }

    /// <summary>A rule by which every action is rejected that moves by more than a centimetre along x; null: none is. The world holds
    /// then.</summary>
    public string? HeldRule { get; init; }

    /// <summary>What a scene may ask for; there is neither blur nor compression here.</summary>
    public SceneLimits SceneLimits { get; init; } =
        new()
        {
            MaxObjects = 12,
            Scale = new(0.2, 5),
            MassFactor = new(0.02, 50),
            FrictionFactor = new(0.01, 10),
            ArmJointPositions = [.. Enumerable.Repeat(new Interval(-3.2, 3.2), FakeWorld.StartJoints.Length)],
            FingerPosition = new(FakeWorld.FingerMinimum, FakeWorld.FingerMaximum),
            MaxCameraTranslation = 0.5,
            MaxCameraRotation = 3,
            FieldOfViewFactor = new(0.5, 2),
            MaxLightFactor = 10,
            MaxBlurSigma = 0,
            MaxNoiseSigma = 255,
            MaxJpegQuality = 0,
            MaxEvents = 64,
            MaxSettleSubsteps = 5000,
            MaxActionLatencySteps = 100,
            Factors = ImmutableSortedDictionary.Create<string, Interval>(StringComparer.Ordinal).Add("gravity", new(0.1, 2)),
        };

    /// <summary>What keeps the arm still; empty: not declared, as by a server of before there was a place for it.</summary>
    public ImmutableArray<float> HoldAction { get; init; } = [0, 0, 0, 0, 0, 0, 1];

    /// <summary>Every asset that <c>ObjectPlacement.Asset</c> may name, sorted.</summary>
    public ImmutableArray<string> Objects => [.. FakeWorld.Objects.Concat(Boards).Order(StringComparer.Ordinal)];
}
