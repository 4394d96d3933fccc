using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace BlindVla.Policies.Torch;

/// <summary>The student's picture as a teacher wants it.</summary>
public static class TeacherInput
{
    // The ImageNet statistics rounded to bfloat16, which released checkpoints were normalised with.
    private static readonly double[] Mean = [0.484375, 0.455078125, 0.40625];
    private static readonly double[] Deviation = [0.228515625, 0.2236328125, 0.224609375];

    /// <summary>For C-RADIO: as many patches of 16 pixels as the student has of 14, and values from 0 to 1; RADIO normalises again
    /// itself.</summary>
    /// <param name="pixels">[B, 3 per tower, H, W], normalised; the first three channels are DINOv2's.</param>
    /// <param name="size">Edge of the teacher's picture; 256 in the paper.</param>
    /// <returns>[B, 3, size, size].</returns>
    public static Tensor ForRadio(Tensor pixels, long size = 256)
    {
        using var scope = NewDisposeScope();
        var resized = interpolate(pixels.narrow(1, 0, 3), size: [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        return (resized * Channels(Deviation, resized)).Plus(Channels(Mean, resized)).MoveToOuterDisposeScope();
    }

    private static Tensor Channels(double[] values, Tensor like) => tensor(values).to(like.dtype, like.device).reshape(1, 3, 1, 1);
}
