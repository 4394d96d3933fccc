using BlindVla.Core;

namespace BlindVla.TestKit;

/// <param name="Field">What the refusal must name.</param>
/// <param name="At">A scene with one number at a declared bound.</param>
/// <param name="Beyond">The same with that number a little outside.</param>
public sealed record SceneLimitCase(string Field, Scene At, Scene Beyond);
