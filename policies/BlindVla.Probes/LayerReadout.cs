using System.Collections.Immutable;
using BlindVla.Training;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>The two readouts of one layer, while they are fitted and tried.</summary>
internal sealed class LayerReadout : IDisposable
{
    private readonly string[] _names;
    private readonly int _edge;

    /// <summary>Of the patches, as <see cref="PlaceTargets.Read"/> takes points.</summary>
    private readonly float[] _middles;
    private readonly RidgeRegression _presence;
    private readonly RidgeRegression _places;
    private readonly List<float[]> _pooled = [];
    private readonly List<bool[]> _there = [];
    private readonly List<(int Name, bool Is, bool Said)> _presences = [];
    private readonly List<(int Name, double Error)> _errors = [];
    private Tensor? _presenceSolution;
    private Tensor? _placeSolution;
    private double[] _thresholds = [];

    public LayerReadout(string[] names, int edge, long width)
    {
        (_names, _edge, Width) = (names, edge, width);
        _middles =
        [
            .. Enumerable.Range(0, edge * edge).Select(patch => (patch % edge) + 0.5f),
            .. Enumerable.Range(0, edge * edge).Select(patch => (patch / edge) + 0.5f),
        ];
        (_presence, _places) = (new(width, names.Length), new(width, names.Length));
    }

    public long Width { get; }

    /// <param name="features">[B, patches, width].</param>
    public void Fit(Tensor features, int[] frames, ProbeData data)
    {
        using var scope = NewDisposeScope();
        var pooled = features.mean([1]);
        bool[][] there = [.. frames.Select(frame => There(data, frame))];
        _presence.Add(pooled, Numbers(there));
        _places.Add(features.flatten(0, 1), PatchShares(frames, data));
        _pooled.AddRange(Rows(pooled));
        _there.AddRange(there);
    }

    /// <summary>After all was fitted; the threshold of a name lies in the middle between what is said where it is there and where it is
    /// not.</summary>
    public void Solve()
    {
        using var scope = NewDisposeScope();
        _presenceSolution = _presence.Solve().DetachFromDisposeScope();
        _placeSolution = _places.Solve().DetachFromDisposeScope();
        var said = RidgeRegression.Apply(_presenceSolution, tensor(_pooled.SelectMany(row => row).ToArray(), [_pooled.Count, Width]));
        var scores = said.data<double>().ToArray();
        double Mean(int name, bool there) =>
            _there.Index().Where(frame => frame.Item[name] == there).Average(frame => scores[(frame.Index * _names.Length) + name]);
        _thresholds = [.. _names.Index().Select(name => (Mean(name.Index, true) + Mean(name.Index, false)) / 2)];
    }

    /// <param name="features">[B, patches, width].</param>
    public void Try(Tensor features, int[] frames, ProbeData data)
    {
        using var scope = NewDisposeScope();
        var said = RidgeRegression.Apply(_presenceSolution!, features.mean([1])).data<double>().ToArray();
        var patches = _edge * _edge;
        // [B, names, patches]
        var places = RidgeRegression.Apply(_placeSolution!, features.flatten(0, 1)).reshape(frames.Length, patches, -1).transpose(1, 2);
        var scores = places.contiguous().data<double>().ToArray();
        foreach (var (row, frame) in frames.Index())
        {
            var there = There(data, frame);
            var at = data.Things(frame).ToLookup(thing => thing.Name);
            for (var name = 0; name < _names.Length; name++)
            {
                _presences.Add((name, there[name], said[(row * _names.Length) + name] > _thresholds[name]));
                if (there[name])
                {
                    var thing = at[_names[name]].First();
                    var (u, v) = Place(scores[(((row * _names.Length) + name) * patches)..][..patches]);
                    _errors.Add((name, Math.Sqrt(((u - thing.U) * (u - thing.U)) + ((v - thing.V) * (v - thing.V)))));
                }
            }
        }
    }

    /// <param name="groups">Of each name.</param>
    public ImmutableArray<Readout> Result(IReadOnlyDictionary<string, string> groups) =>
        [
            .. _names
                .Index()
                .GroupBy(name => groups[name.Item], name => name.Index)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Result(group.Key, group.ToHashSet())),
        ];

    private Readout Result(string group, HashSet<int> names)
    {
        double[] errors = [.. _errors.Where(error => names.Contains(error.Name)).Select(error => error.Error).Order()];
        return new(
            group,
            names.Count,
            _presences.Where(p => names.Contains(p.Name)).GroupBy(p => p.Name).Average(Balanced),
            errors.Length,
            errors[errors.Length / 2]
        );
    }

    public void Dispose()
    {
        _presence.Dispose();
        _places.Dispose();
        _presenceSolution?.Dispose();
        _placeSolution?.Dispose();
    }

    private static double Balanced(IEnumerable<(int Name, bool Is, bool Said)> presences)
    {
        var sides = presences.ToLookup(presence => presence.Is, presence => presence.Said);
        return (sides[true].Average(said => said ? 1.0 : 0) + sides[false].Average(said => said ? 0.0 : 1)) / 2;
    }

    private bool[] There(ProbeData data, int frame)
    {
        var there = data.Things(frame).Select(thing => thing.Name).ToHashSet();
        return [.. _names.Select(there.Contains)];
    }

    private Tensor Numbers(bool[][] there) =>
        tensor(there.SelectMany(row => row.Select(one => one ? 1f : 0)).ToArray(), [there.Length, _names.Length]);

    /// <summary>[B * patches, names]: 1 where a thing's middle is, shared between the four patches around it.</summary>
    private Tensor PatchShares(int[] frames, ProbeData data)
    {
        var patches = _edge * _edge;
        var shares = new float[frames.Length * patches * _names.Length];
        var row = new float[patches];
        foreach (var (i, frame) in frames.Index())
        {
            foreach (var thing in data.Things(frame))
            {
                if (Array.IndexOf(_names, thing.Name) is >= 0 and var name)
                {
                    PlaceTargets.Write(thing.U, thing.V, _edge, row);
                    for (var patch = 0; patch < patches; patch++)
                    {
                        shares[(((i * patches) + patch) * _names.Length) + name] += row[patch];
                    }
                }
            }
        }
        return tensor(shares, [frames.Length * patches, _names.Length]);
    }

    /// <summary>The mean of the strongest patch and its neighbours, by how much stronger they are than the mean patch.</summary>
    private (double U, double V) Place(double[] scores)
    {
        var mean = scores.Average();
        return PlaceTargets.Read([.. scores.Select(score => (float)(Math.Max(0, score - mean) + 1e-12))], _middles, _edge);
    }

    private static IEnumerable<float[]> Rows(Tensor rows)
    {
        var values = rows.data<float>().ToArray();
        return values.Chunk((int)rows.size(1));
    }
}
