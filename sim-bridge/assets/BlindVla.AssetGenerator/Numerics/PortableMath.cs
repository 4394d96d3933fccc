namespace BlindVla.AssetGenerator.Numerics;

/// <summary>
/// Elementary functions from additions, multiplications and divisions alone. The C library's versions may differ in the last bit between
/// machines, which is enough to flip a rounded digit and with it the digest of the assets. Accurate to about 1e-13.
/// </summary>
internal static class PortableMath
{
    // Pi/2 split in two parts (Cody and Waite), so that the reduction of moderate angles stays exact.
    private const double HalfPiHigh = 1.5707963267341256;
    private const double HalfPiLow = 6.077100506506192e-11;

    public static double Sin(double radians) => Quadrant(radians, 0);

    public static double Cos(double radians) => Quadrant(radians, 1);

    public static double Tan(double radians) => Sin(radians) / Cos(radians);

    public static double Radians(double degrees) => degrees * (Math.PI / 180);

    public static double Degrees(double radians) => radians * (180 / Math.PI);

    /// <summary>Angle of (x, y) in (-pi, pi].</summary>
    public static double Atan2(double y, double x)
    {
        if (x == 0 && y == 0)
            return 0;
        var steep = Math.Abs(y) > Math.Abs(x);
        var angle = steep ? (Math.PI / 2) - Atan(Math.Abs(x) / Math.Abs(y)) : Atan(Math.Abs(y) / Math.Abs(x));
        if (x < 0)
            angle = Math.PI - angle;
        return y < 0 ? -angle : angle;
    }

    public static double Acos(double cosine) => Atan2(Math.Sqrt(Math.Max(0, 1 - (cosine * cosine))), cosine);

    public static double Exp(double x)
    {
        var k = Math.Round(x * 1.4426950408889634);
        var r = x - (k * 0.6931471805599453);
        var sum = 1.0;
        for (var n = 14; n >= 1; n--)
            sum = 1 + (sum * r / n);
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>Natural logarithm of a positive number.</summary>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }
        var z = (mantissa - 1) / (mantissa + 1);
        var z2 = z * z;
        var sum = 0.0;
        for (var n = 23; n >= 1; n -= 2)
            sum = (sum * z2) + (1.0 / n);
        return (2 * z * sum) + (exponent * 0.6931471805599453);
    }

    /// <summary><paramref name="x"/> to the power <paramref name="y"/> for x >= 0.</summary>
    public static double Pow(double x, double y) => x <= 0 ? 0 : Exp(y * Log(x));

    public static double Lerp(double a, double b, double t) => a + ((b - a) * t);

    public static double Clamp01(double x) =>
        x < 0 ? 0
        : x > 1 ? 1
        : x;

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between; reversed edges give the reversed
    /// step.</summary>
    public static double SmoothStep(double low, double high, double x)
    {
        var t = Clamp01((x - low) / (high - low));
        return t * t * (3 - (2 * t));
    }

    private static double Quadrant(double radians, int shift)
    {
        var k = Math.Round(radians / (Math.PI / 2));
        var r = radians - (k * HalfPiHigh) - (k * HalfPiLow);
        var r2 = r * r;
        var quadrant = (((long)k + shift) % 4 + 4) % 4;
        double value;
        if (quadrant % 2 == 0)
        {
            value =
                r
                * (
                    1
                    + (
                        r2
                        * (
                            -1.0 / 6
                            + (
                                r2
                                * (
                                    1.0 / 120
                                    + (
                                        r2
                                        * (
                                            -1.0 / 5040
                                            + (
                                                r2
                                                * (
                                                    1.0 / 362880
                                                    + (r2 * (-1.0 / 39916800 + (r2 * (1.0 / 6227020800 - (r2 / 1307674368000)))))
                                                )
                                            )
                                        )
                                    )
                                )
                            )
                        )
                    )
                );
        }
        else
        {
            value =
                1
                + (
                    r2
                    * (
                        -1.0 / 2
                        + (
                            r2
                            * (
                                1.0 / 24
                                + (
                                    r2
                                    * (
                                        -1.0 / 720
                                        + (
                                            r2
                                            * (
                                                1.0 / 40320
                                                + (
                                                    r2
                                                    * (
                                                        -1.0 / 3628800
                                                        + (r2 * (1.0 / 479001600 + (r2 * (-1.0 / 87178291200 + (r2 / 20922789888000)))))
                                                    )
                                                )
                                            )
                                        )
                                    )
                                )
                            )
                        )
                    )
                );
        }
        return quadrant >= 2 ? -value : value;
    }

    private static double Atan(double t)
    {
        // Two halvings of the angle bring t in [0, 1] below 0.2, where the series converges fast.
        t /= 1 + Math.Sqrt(1 + (t * t));
        t /= 1 + Math.Sqrt(1 + (t * t));
        var t2 = t * t;
        var sum = 0.0;
        for (var n = 21; n >= 1; n -= 2)
            sum = (n % 4 == 1 ? 1.0 / n : -1.0 / n) + (sum * t2);
        return 4 * t * sum;
    }
}
