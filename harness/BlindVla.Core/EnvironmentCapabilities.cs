namespace BlindVla.Core;

/// <param name="RealTime">Time passes between requests.</param>
/// <param name="SceneSettable">Reset honours the scene; false on a real arm, where a person sets it.</param>
/// <param name="SuccessObservable">Task progress is measured; false where a person must judge.</param>
/// <param name="PrivilegedState">Object poses can be asked for.</param>
public sealed record EnvironmentCapabilities(bool RealTime, bool SceneSettable, bool SuccessObservable, bool PrivilegedState);
