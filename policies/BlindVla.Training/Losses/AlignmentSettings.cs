using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>How a network is kept close to a teacher (arXiv 2510.25616, section 6).</summary>
/// <param name="Weight">lambda.</param>
/// <param name="Teacher">Whose features.</param>
/// <param name="Layer">At which part of the student; null where it is the vision encoder.</param>
/// <param name="Projector">What brings the student's features to the teacher's width.</param>
/// <param name="Hidden">Channels inside an MLP; null for four times the language model's width.</param>
/// <param name="Distance">What is made small.</param>
/// <param name="Every">Of so many frames of a data set one is compared; those beside it show nearly the same.</param>
public sealed record AlignmentSettings(
    double Weight,
    TeacherChoice Teacher,
    AlignedLayer? Layer,
    ProjectorChoice Projector,
    int? Hidden,
    AlignmentDistance Distance,
    int Every = 1
);
