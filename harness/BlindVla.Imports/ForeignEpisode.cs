namespace BlindVla.Imports;

/// <summary>One episode as another harness wrote it down.</summary>
/// <param name="Task">As that harness calls it.</param>
/// <param name="Index">Which of the task's episodes, from 0.</param>
/// <param name="Succeeded">Null where it could not be carried out.</param>
/// <param name="Place">Where it stands, for messages.</param>
internal sealed record ForeignEpisode(string Task, int Index, bool? Succeeded, string Place)
{
    /// <summary>Control steps; null where nobody says.</summary>
    public int? Steps { get; init; }

    /// <summary>Why it broke off, in that harness's word; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>What else is said of that; null for nothing.</summary>
    public string? Detail { get; init; }
}
