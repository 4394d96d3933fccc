using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>Finds the teacher that a recipe asks for.</summary>
public static class Teachers
{
    /// <summary>Patches on an edge of a teacher that nobody learns from: as many as small students have.</summary>
    private const int ShippedEdge = 8;

    /// <summary>One that needs no folder and no student.</summary>
    /// <param name="seed">Of random weights, where they are asked for.</param>
    /// <exception cref="TrainingException">Its files are not there.</exception>
    public static ITeacher Shipped(TeacherChoice choice, ulong seed) =>
        choice.Kind == TeacherKind.ResNet18
            ? new ResNet18Teacher(ShippedEdge, choice.IsRandom ? seed : null)
            : throw new ArgumentException($"{choice.Name} is not shipped", nameof(choice));

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
