namespace BlindVla.Core;

/// <summary>Why an environment did not do what it was asked. The names are gRPC's canonical codes, but for the emergency stop, its
/// ABORTED.</summary>
public enum EnvironmentFault
{
    /// <summary>Wrong length, not finite, out of bounds, unknown camera or asset. The session goes on.</summary>
    InvalidArgument,

    /// <summary>Step before reset or after termination. The session goes on.</summary>
    FailedPrecondition,

    /// <summary>The environment lacks the capability. The session goes on.</summary>
    Unimplemented,

    /// <summary>No free session.</summary>
    ResourceExhausted,

    /// <summary>Physics or graphics failed or never returned, or what the environment says cannot be.</summary>
    Internal,

    /// <summary>Somebody or something pressed the emergency stop. Nothing may move before a person has looked.</summary>
    EmergencyStop,

    /// <summary>The server is gone or cannot be reached.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    DeadlineExceeded,
}
