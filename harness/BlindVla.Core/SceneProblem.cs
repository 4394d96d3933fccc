namespace BlindVla.Core;

/// <summary>One thing in a scene that an environment would refuse.</summary>
/// <param name="Field">Its path, as the bridge names it, e.g. <c>scene.objects[1].scale</c>.</param>
public sealed record SceneProblem(string Field, string Expected, string Found);
