using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>What to observe at a time step. What nobody looks at is not rendered.</summary>
/// <param name="Cameras">Cameras to render, in the order wanted.</param>
/// <param name="Privileged">Whether object poses are wanted too.</param>
public sealed record ObservationRequest(ImmutableArray<CameraRequest> Cameras, bool Privileged)
{
    public static ObservationRequest Nothing { get; } = new([], false);
}
