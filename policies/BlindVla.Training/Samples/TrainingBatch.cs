using System.Collections.Immutable;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Samples side by side, as tensors.</summary>
/// <param name="Pixels">[B, 3 per tower, H, W], normalised.</param>
/// <param name="Tokens">[B, S], int64; shorter rows end in zeros.</param>
/// <param name="Predictors">[N], int64: which rows of the flattened hidden states [B * (S + patches), width] predict a label.</param>
/// <param name="Labels">[N], int64.</param>
/// <param name="Places">[B, names, patches + 1]: where each name is; all zero where that is not known, or in no patch.</param>
/// <param name="Points">[B, names, 2]: the place of each name, from the left and from the top, in patches; anything where it is in no
/// patch.</param>
/// <param name="Taught">[T], int64: which of the samples a teacher looked at.</param>
/// <param name="Teacher">[T, patches, teacher width]: what it sees in them.</param>
internal sealed record TrainingBatch(
    Tensor Pixels,
    Tensor Tokens,
    Tensor Predictors,
    Tensor Labels,
    Tensor Places,
    Tensor Points,
    Tensor Taught,
    Tensor Teacher
) : IDisposable
{
    /// <param name="names">Of everything that places are learned of.</param>
    public static TrainingBatch Of(
        IReadOnlyList<Sample> samples,
        ImageProcessor images,
        OpenVlaConfig config,
        IReadOnlyDictionary<string, int> names,
        Device device
    )
    {
        using var scope = NewDisposeScope();
        var patches = config.Towers[0].Patches;
        var length = samples.Max(sample => sample.Tokens.Length);
        var tokens = new long[samples.Count * length];
        var (predictors, labels) = (new List<long>(), new List<long>());
        foreach (var (row, sample) in samples.Index())
        {
            for (var i = 0; i < sample.Tokens.Length; i++)
            {
                tokens[(row * length) + i] = sample.Tokens[i];
                if (sample.IsLabel[i])
                {
                    // The patches stand between the first token and the rest, and what stands before a token predicts it.
                    predictors.Add(((long)row * (length + patches)) + patches + i - 1);
                    labels.Add(sample.Tokens[i]);
                }
            }
        }
        var places = new float[samples.Count * names.Count * (patches + 1)];
        foreach (var (row, sample) in samples.Index())
        {
            if (sample.Places is { } known)
            {
                WritePlaces(known, names, patches, places.AsSpan(row * names.Count * (patches + 1), names.Count * (patches + 1)));
            }
        }
        var points = new float[samples.Count * names.Count * 2];
        foreach (var (row, sample) in samples.Index())
        {
            foreach (var place in (sample.Places ?? []).Where(place => names.ContainsKey(place.Name)))
            {
                var at = ((row * names.Count) + names[place.Name]) * 2;
                (points[at], points[at + 1]) = ((float)(place.U * Math.Sqrt(patches)), (float)(place.V * Math.Sqrt(patches)));
            }
        }
        long[] taught = [.. samples.Index().Where(sample => sample.Item.Teacher is not null).Select(sample => (long)sample.Index)];
        var features = taught.SelectMany(row => samples[(int)row].Teacher!).ToArray();
        return new(
            images.Normalize([.. samples.Select(sample => sample.Rgb.ToArray())], ScalarType.Float32, device).DetachFromDisposeScope(),
            tensor(tokens, [samples.Count, length]).to(device).DetachFromDisposeScope(),
            tensor(predictors.ToArray()).to(device).DetachFromDisposeScope(),
            tensor(labels.ToArray()).to(device).DetachFromDisposeScope(),
            tensor(places, [samples.Count, names.Count, patches + 1]).to(device).DetachFromDisposeScope(),
            tensor(points, [samples.Count, names.Count, 2]).to(device).DetachFromDisposeScope(),
            tensor(taught).to(device).DetachFromDisposeScope(),
            tensor(features, [taught.Length, patches, taught.Length == 0 ? 0 : features.Length / (taught.Length * patches)])
                .to(ScalarType.Float32, device)
                .DetachFromDisposeScope()
        );
    }

    public void Dispose()
    {
        foreach (var part in (ReadOnlySpan<Tensor>)[Pixels, Tokens, Predictors, Labels, Places, Points, Taught, Teacher])
        {
            part.Dispose();
        }
    }

    private static void WritePlaces(
        ImmutableArray<NamedPlace> known,
        IReadOnlyDictionary<string, int> names,
        int patches,
        Span<float> places
    )
    {
        var edge = (int)Math.Sqrt(patches);
        for (var name = 0; name < names.Count; name++)
        {
            places[(name * (patches + 1)) + patches] = 1; // nowhere
        }
        foreach (var place in known.Where(place => names.ContainsKey(place.Name)))
        {
            var row = places.Slice(names[place.Name] * (patches + 1), patches + 1);
            row.Clear();
            if (place is { U: >= 0 and <= 1, V: >= 0 and <= 1 })
            {
                PlaceTargets.Write(place.U, place.V, edge, row[..patches]);
            }
        }
    }
}
