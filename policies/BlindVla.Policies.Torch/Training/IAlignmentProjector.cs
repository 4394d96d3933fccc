using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Brings what the student sees to the width of a teacher's features.</summary>
public interface IAlignmentProjector
{
    /// <param name="x">[B, patches, width].</param>
    /// <returns>[B, patches, teacher width].</returns>
    Tensor Forward(Tensor x);
}
