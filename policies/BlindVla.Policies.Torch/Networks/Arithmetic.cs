using TorchSharp;
using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp's own operators pass a number as an object whose finalizer frees it while the native call
/// may still be reading it; the sum of two tensors too, which is scaled by a number one. Here each number outlives its call.
/// </summary>
/// <remarks>Nothing else in this project may make a <see cref="Scalar"/>, nor call what makes one inside TorchSharp; a test looks at every
/// call.</remarks>
public static class Arithmetic
{
    private static readonly Scalar One = 1L.ToScalar();
    private static readonly Scalar Two = 2L.ToScalar();

    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    public static Tensor Plus(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, One);
    }

    /// <summary>Whole numbers stay whole.</summary>
    public static Tensor Plus(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, One);
    }

    public static Tensor Times(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    public static Tensor Over(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div(scalar);
    }

    public static Tensor Squared(this Tensor x) => x.pow(Two);

    /// <summary>What is below a number becomes it.</summary>
    public static Tensor AtLeast(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.clamp(min: scalar);
    }

    /// <summary>What is outside becomes the nearer end.</summary>
    public static Tensor Between(this Tensor x, long low, long high)
    {
        using var least = low.ToScalar();
        using var most = high.ToScalar();
        return x.clamp(least, most);
    }

    /// <summary>True where a value is at least the number: bool.</summary>
    public static Tensor IsAtLeast(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.ge(scalar);
    }

    /// <summary>The whole numbers from 0 to <paramref name="count"/> - 1, or every so many of them: int64.</summary>
    public static Tensor Indices(long count, Device device, long step = 1)
    {
        using var from = 0L.ToScalar();
        using var to = count.ToScalar();
        using var by = step.ToScalar();
        return arange(from, to, by, int64, device);
    }

    /// <summary>Changes the tensor itself.</summary>
    public static Tensor Scale(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>Adds so many times another one to the tensor itself.</summary>
    public static Tensor Add(this Tensor x, Tensor y, double number)
    {
        using var scalar = number.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary>Adds so many times a product to the tensor itself.</summary>
    public static Tensor AddProduct(this Tensor x, Tensor y, Tensor z, double number)
    {
        using var scalar = number.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>Adds so many times a quotient to the tensor itself.</summary>
    public static Tensor AddQuotient(this Tensor x, Tensor y, Tensor z, double number)
    {
        using var scalar = number.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }

    /// <summary>The Euclidean length of all its values.</summary>
    public static double Norm(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.mul(x).sum(ScalarType.Float64).sqrt().item<double>();
    }
}
