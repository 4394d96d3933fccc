using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace BlindVla.Imaging;

/// <summary>
/// Pillow's bicubic resampling, to the byte: support widened when shrinking (antialias), a = -0.5, fixed-point weights, one rounding to 8
/// bits after the horizontal and one after the vertical pass (Pillow, src/libImaging/Resample.c).
/// </summary>
public sealed class BicubicResampler
{
    private const int Channels = Picture.Channels;
    private const int PrecisionBits = 32 - 8 - 2;
    private const int Half = 1 << (PrecisionBits - 1); // what rounds
    private const double Support = 2;

    private readonly int _from;
    private readonly int _to;
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _stride;

    /// <param name="from">Pixels along the axis before.</param>
    /// <param name="to">Pixels after.</param>
    private BicubicResampler(int from, int to)
    {
        (_from, _to) = (from, to);
        var scale = (double)from / to;
        var filterScale = Math.Max(scale, 1);
        var support = Support * filterScale;
        _stride = ((int)Math.Ceiling(support) * 2) + 1;
        _first = new int[to];
        _count = new int[to];
        _weights = new int[to * _stride];
        var weights = new double[_stride];
        for (var x = 0; x < to; x++)
        {
            var center = (x + 0.5) * scale;
            var first = Math.Max((int)(center - support + 0.5), 0);
            var count = Math.Min((int)(center + support + 0.5), from) - first;
            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                weights[i] = Bicubic((first + i - center + 0.5) / filterScale);
                sum += weights[i];
            }
            for (var i = 0; i < count; i++)
            {
                var weight = weights[i] / sum * (1 << PrecisionBits);
                _weights[(x * _stride) + i] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            (_first[x], _count[x]) = (first, count);
        }
    }

    /// <summary>Resamples both axes of a picture, the horizontal one first.</summary>
    public static Picture Resize(Picture picture, int width, int height)
    {
        var wide = picture;
        if (width != picture.Width)
        {
            var rgb = new byte[checked(width * picture.Height * Channels)];
            new BicubicResampler(picture.Width, width).Horizontally(picture.Rgb.Span, rgb, picture.Height);
            wide = new(width, picture.Height, rgb);
        }
        if (height == picture.Height)
        {
            return wide;
        }
        var result = new byte[checked(width * height * Channels)];
        new BicubicResampler(picture.Height, height).Vertically(wide.Rgb.Span, result, width);
        return new(width, height, result);
    }

    private void Horizontally(ReadOnlySpan<byte> from, Span<byte> to, int rows)
    {
        // A pixel's three bytes and the next one's first make a vector of four, of which the last is not used; so behind the last pixel
        // there is a byte more.
        Span<byte> row = new byte[(_from * Channels) + 1];
        for (var y = 0; y < rows; y++)
        {
            from.Slice(y * _from * Channels, _from * Channels).CopyTo(row);
            var result = to.Slice(y * _to * Channels, _to * Channels);
            for (var x = 0; x < _to; x++)
            {
                var sums = Vector128.Create(Half);
                var at = _first[x] * Channels;
                foreach (var weight in _weights.AsSpan(x * _stride, _count[x]))
                {
                    var pixel = Vector128.CreateScalarUnsafe(BinaryPrimitives.ReadUInt32LittleEndian(row[at..])).AsByte();
                    sums += Vector128.WidenLower(Vector128.WidenLower(pixel)).AsInt32() * weight;
                    at += Channels;
                }
                (result[x * Channels], result[(x * Channels) + 1], result[(x * Channels) + 2]) = (
                    Clip(sums[0]),
                    Clip(sums[1]),
                    Clip(sums[2])
                );
            }
        }
    }

    private void Vertically(ReadOnlySpan<byte> from, Span<byte> to, int width)
    {
        var stride = width * Channels;
        for (var y = 0; y < _to; y++)
        {
            var rows = from.Slice(_first[y] * stride, _count[y] * stride);
            var weights = _weights.AsSpan(y * _stride, _count[y]);
            var result = to.Slice(y * stride, stride);
            var x = 0;
            for (; x <= stride - Vector<byte>.Count; x += Vector<byte>.Count)
            {
                Column(rows[x..], stride, weights).CopyTo(result[x..]);
            }
            for (; x < stride; x++)
            {
                var sum = Half;
                for (var i = 0; i < weights.Length; i++)
                {
                    sum += rows[(i * stride) + x] * weights[i];
                }
                result[x] = Clip(sum);
            }
        }
    }

    /// <summary>The weighted sum of rows, as many bytes wide as a vector.</summary>
    private static Vector<byte> Column(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights)
    {
        Vector<int> first = new(Half),
            second = first,
            third = first,
            fourth = first;
        for (var i = 0; i < weights.Length; i++)
        {
            Vector.Widen(new Vector<byte>(rows[(i * stride)..]), out var low, out var high);
            Vector.Widen(low, out var lowest, out var lower);
            Vector.Widen(high, out var higher, out var highest);
            first += Vector.AsVectorInt32(lowest) * weights[i];
            second += Vector.AsVectorInt32(lower) * weights[i];
            third += Vector.AsVectorInt32(higher) * weights[i];
            fourth += Vector.AsVectorInt32(highest) * weights[i];
        }
        return Vector.Narrow(Vector.Narrow(Clip(first), Clip(second)), Vector.Narrow(Clip(third), Clip(fourth)));
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, byte.MaxValue);

    private static Vector<uint> Clip(Vector<int> sums) =>
        Vector.AsVectorUInt32(Vector.Clamp(Vector.ShiftRightArithmetic(sums, PrecisionBits), Vector<int>.Zero, new(byte.MaxValue)));

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A
            : 0;
    }
}
