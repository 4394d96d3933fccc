using System.Collections.Immutable;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>
/// Fits linear readouts to layers of a network that stays as it is, and tries them on pictures of other scenes: what is there (from the
/// mean over the patches, as the linear probe of arXiv 2510.25616, section 4, looks at mean-pooled tokens) and where (from each patch).
/// </summary>
public sealed class LinearProbe
{
    /// <summary>A name is asked for where both answers occur so often.</summary>
    private const int FewestFitted = 20;

    private const int FewestTried = 5;
    private const int Batch = 64;

    private readonly ProbeData _fitted;
    private readonly ProbeData _tried;
    private readonly ImmutableSortedDictionary<string, string> _groups;
    private readonly string[] _names;

    /// <param name="fitted">What the readouts are fitted to.</param>
    /// <param name="tried">What they are tried on: scenes of its own.</param>
    /// <exception cref="ProbeException">Nothing can be asked of the two, whoever sees them.</exception>
    public LinearProbe(ProbeData fitted, ProbeData tried)
    {
        (_fitted, _tried, _groups) = (fitted, tried, fitted.Names());
        RequireOthers(fitted, tried);
        _names = [.. _groups.Keys.Where(name => IsAsked(fitted, name, FewestFitted) && IsAsked(tried, name, FewestTried))];
        if (_names.Length == 0)
        {
            throw new ProbeException(
                $"too few things: none is there in {FewestFitted} and not there in {FewestFitted} of the {fitted.Frames.Length} frames "
                    + $"that readouts are fitted to, and in {FewestTried} of the {tried.Frames.Length} that they are tried on; give "
                    + "larger data sets"
            );
        }
    }

    /// <summary>What readouts find in the layers of something that sees.</summary>
    public IReadOnlyList<LayerResult> Of(ISight sight, CancellationToken cancellationToken)
    {
        using var mode = no_grad();
        var layers = new List<LayerReadout>();
        try
        {
            foreach (var frames in _fitted.Frames.Chunk(Batch))
            {
                Look(_fitted, frames, (layer, features) => layer.Fit(features, frames, _fitted));
            }
            layers.ForEach(layer => layer.Solve());
            foreach (var frames in _tried.Frames.Chunk(Batch))
            {
                Look(_tried, frames, (layer, features) => layer.Try(features, frames, _tried));
            }
            return [.. layers.Select((layer, i) => new LayerResult(sight.Name, sight.Layers[i], layer.Width, layer.Result(_groups)))];
        }
        finally
        {
            layers.ForEach(layer => layer.Dispose());
        }

        void Look(ProbeData data, int[] frames, Action<LayerReadout, Tensor> use)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var seen = sight.Features([.. frames.Select(data.Data.Picture)]);
            if (layers.Count == 0)
            {
                layers.AddRange(seen.Select(features => new LayerReadout(_names, sight.Edge, features.size(2))));
            }
            foreach (var (layer, features) in layers.Zip(seen))
            {
                use(layer, features);
            }
        }
    }

    /// <summary>What a readout was fitted to it knows by heart: a random network would see everything there.</summary>
    private static void RequireOthers(ProbeData fitted, ProbeData tried)
    {
        var known = fitted.Frames.Select(frame => Key(fitted, frame)).ToHashSet();
        var again = tried.Frames.Count(frame => known.Contains(Key(tried, frame)));
        if (again > 0)
        {
            throw new ProbeException(
                $"{again} of the {tried.Frames.Length} pictures that readouts are tried on are among those that they are fitted to; "
                    + "give a data set of other scenes, of `collect --static --held-out validation` with another seed"
            );
        }
    }

    private static string Key(ProbeData data, int frame) =>
        $"{data.Data.Episode(frame).Source.Id} {Convert.ToHexString(SHA256.HashData(data.Data.Png(frame).Span))}";

    private static bool IsAsked(ProbeData data, string name, int fewest)
    {
        var there = data.Frames.Count(frame => data.Things(frame).Any(thing => thing.Name == name));
        return there >= fewest && data.Frames.Length - there >= fewest;
    }
}
