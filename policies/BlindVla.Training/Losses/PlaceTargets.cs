namespace BlindVla.Training;

/// <summary>Where a point of a picture lies among its patches, and back.</summary>
public static class PlaceTargets
{
    /// <summary>Shares of the four patches around a point.</summary>
    /// <param name="u">From the left, 0 to 1.</param>
    /// <param name="v">From the top, 0 to 1.</param>
    /// <param name="edge">Patches on an edge.</param>
    /// <param name="shares">Gets them; as long as there are patches.</param>
    public static void Write(double u, double v, int edge, Span<float> shares)
    {
        shares.Clear();
        var (x, y) = (Math.Clamp((u * edge) - 0.5, 0, edge - 1), Math.Clamp((v * edge) - 0.5, 0, edge - 1));
        // The last patch is the second of its pair: so there is always one to the right and one below.
        var (column, row) = (Math.Min((int)x, edge - 2), Math.Min((int)y, edge - 2));
        var (right, down) = (x - column, y - row);
        var first = (row * edge) + column;
        shares[first] = (float)((1 - right) * (1 - down));
        shares[first + 1] = (float)(right * (1 - down));
        shares[first + edge] = (float)((1 - right) * down);
        shares[first + edge + 1] = (float)(right * down);
    }

    /// <summary>The point that is meant: the mean of what the likeliest patch and its neighbours say, by their shares.</summary>
    /// <param name="shares">Of each patch, row by row.</param>
    /// <param name="points">From the left in patches, of each patch; behind them from the top.</param>
    public static (double U, double V) Read(ReadOnlySpan<float> shares, ReadOnlySpan<float> points, int edge)
    {
        var patches = edge * edge;
        var best = 0;
        for (var i = 1; i < patches; i++)
        {
            best = shares[i] > shares[best] ? i : best;
        }
        var (sum, x, y) = (0.0, 0.0, 0.0);
        for (var row = Math.Max(0, (best / edge) - 1); row <= Math.Min(edge - 1, (best / edge) + 1); row++)
        {
            for (var column = Math.Max(0, (best % edge) - 1); column <= Math.Min(edge - 1, (best % edge) + 1); column++)
            {
                var patch = (row * edge) + column;
                double share = shares[patch];
                (sum, x, y) = (sum + share, x + (share * points[patch]), y + (share * points[patches + patch]));
            }
        }
        return (x / sum / edge, y / sum / edge);
    }
}
