namespace BlindVla.Cli;

/// <summary>How far a stage of an experiment is.</summary>
internal enum StageProgress
{
    ToDo,

    /// <summary>It has a folder, and was not finished.</summary>
    Begun,

    /// <summary>It was finished with another command, with files that have changed since, or with stages that are to be run
    /// again.</summary>
    Outdated,

    /// <summary>It was finished, and what it made is not all there.</summary>
    FilesGone,

    Done,
}
