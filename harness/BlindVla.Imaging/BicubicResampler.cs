namespace BlindVla.Imaging;

/// <summary>
/// Pillow's bicubic resampling, to the byte: support widened when shrinking (antialias), a = -0.5, fixed-point weights, one rounding to 8
/// bits after the horizontal and one after the vertical pass (Pillow, src/libImaging/Resample.c).
/// </summary>
public sealed class BicubicResampler
{
    private const int Channels = Picture.Channels;
    private const int PrecisionBits = 32 - 8 - 2;
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
        for (var y = 0; y < rows; y++)
        {
            var row = from.Slice(y * _from * Channels, _from * Channels);
            var result = to.Slice(y * _to * Channels, _to * Channels);
            for (var x = 0; x < _to; x++)
            {
                var weights = _weights.AsSpan(x * _stride, _count[x]);
                int red = 1 << (PrecisionBits - 1),
                    green = red,
                    blue = red;
                var at = _first[x] * Channels;
                foreach (var weight in weights)
                {
                    red += row[at] * weight;
                    green += row[at + 1] * weight;
                    blue += row[at + 2] * weight;
                    at += Channels;
                }
                (result[x * Channels], result[(x * Channels) + 1], result[(x * Channels) + 2]) = (Clip(red), Clip(green), Clip(blue));
            }
        }
    }

    private void Vertically(ReadOnlySpan<byte> from, Span<byte> to, int width)
    {
        var stride = width * Channels;
        Span<int> sums = new int[stride];
        for (var y = 0; y < _to; y++)
        {
            sums.Fill(1 << (PrecisionBits - 1));
            for (var i = 0; i < _count[y]; i++)
            {
                var row = from.Slice((_first[y] + i) * stride, stride);
                var weight = _weights[(y * _stride) + i];
                for (var x = 0; x < row.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }
            var result = to.Slice(y * stride, stride);
            for (var x = 0; x < result.Length; x++)
            {
                result[x] = Clip(sums[x]);
            }
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A
            : 0;
    }
}
