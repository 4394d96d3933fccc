using System.Collections.Immutable;

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

    /// <summary>Every asset that <c>ObjectPlacement.Asset</c> may name, sorted.</summary>
    public ImmutableArray<string> Objects => [.. FakeWorld.Objects.Concat(Boards).Order(StringComparer.Ordinal)];
}
