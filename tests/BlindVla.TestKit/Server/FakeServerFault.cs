namespace BlindVla.TestKit;

/// <summary>What goes wrong in a <see cref="FakeSimServer"/>.</summary>
public enum FakeServerFault
{
    None,

    /// <summary>Something that is part of the workcell breaks: it stops until a person has mended it and ends the stop.</summary>
    Breakdown,

    /// <summary>The connection breaks off.</summary>
    DropConnection,

    /// <summary>No answer ever comes.</summary>
    Stall,

    /// <summary>The answer carries another request's id.</summary>
    WrongRequestId,

    /// <summary>A step is answered as if it were a reset.</summary>
    WrongAnswer,

    /// <summary>The pictures have other sizes than asked for.</summary>
    WrongPictureSize,

    /// <summary>The answer is larger than the protocol allows.</summary>
    Oversized,

    /// <summary>A value of the state is not a number.</summary>
    NotANumber,

    /// <summary>The clock stands still.</summary>
    ClockStandsStill,

    /// <summary>It is not said what was applied.</summary>
    NoAppliedAction,

    /// <summary>A request is refused with more text than anybody reads, and with codes that a terminal acts on.</summary>
    HostileText,

    /// <summary>The call ends with INTERNAL, as when the physics engine fails.</summary>
    EngineFailure,

    /// <summary>The call ends with ABORTED, as at an emergency stop.</summary>
    EmergencyStop,

    /// <summary>The process exits with code 124, as a watchdog makes it. Only for a server in a process of its own.</summary>
    Watchdog,
}
