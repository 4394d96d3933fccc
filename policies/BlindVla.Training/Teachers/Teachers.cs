using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Finds the teacher that a recipe asks for.</summary>
internal static class Teachers
{
    /// <param name="start">Folder of the checkpoint that training begins from.</param>
    /// <param name="folder">Of the teacher, where it is read from one.</param>
    /// <param name="student">Whose patches it is to look at.</param>
    /// <param name="seed">Of random weights, where they are asked for.</param>
    /// <exception cref="TrainingException">It cannot teach this student, or its files are not there.</exception>
    /// <exception cref="CheckpointException">Its files are damaged, or of a network that this program does not have.</exception>
    public static ITeacher Open(TeacherChoice choice, string start, string? folder, OpenVlaConfig student, ulong seed)
    {
        var edge = (int)Math.Sqrt(student.Towers[0].Patches);
        ulong? random = choice.IsRandom ? seed : null;
        var most = ResNet18Teacher.MostEdge;
        switch (choice.Kind)
        {
            case TeacherKind.Base:
                return new BaseTeacher(start, random);
            case TeacherKind.Radio:
                return new RadioTeacher(folder!, edge, random);
            default:
                return edge <= most
                    ? new ResNet18Teacher(edge, random)
                    : throw new TrainingException(
                        $"the teacher {choice.Name} sees {most} x {most} patches, and the student has "
                            + $"{edge} x {edge}; choose another teacher"
                    );
        }
    }
}
