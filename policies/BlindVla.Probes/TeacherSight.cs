using BlindVla.Imaging;
using BlindVla.Training;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>A teacher's own features.</summary>
/// <param name="size">Edge of the square pictures that it is shown, pixels.</param>
public sealed class TeacherSight(string name, ITeacher teacher, int size) : ISight
{
    public string Name => name;

    public int Edge => teacher.Edge;

    public IReadOnlyList<string> Layers { get; } = ["features"];

    public IReadOnlyList<Tensor> Features(IReadOnlyList<Picture> pictures) =>
        [teacher.Features([.. pictures.Select(picture => BicubicResampler.Resize(picture, size, size).Rgb.ToArray())])];

    public void Dispose() => teacher.Dispose();
}
