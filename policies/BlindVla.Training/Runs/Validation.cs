using BlindVla.Core;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Looks at the same pictures each time, none of which was learned from.</summary>
internal sealed class Validation(
    ISampleSource source,
    Objective objective,
    Func<IReadOnlyList<Sample>, TrainingBatch> batches,
    IReadOnlyDictionary<string, int> names,
    int patches
)
{
    private const int MostSamples = 1024;
    private const int Batch = 64;

    public ValidationRow Look(long step)
    {
        using var mode = no_grad();
        var (errors, gripperErrors, millimeters) = (new List<double>(), new List<double>(), new List<double>());
        var presences = new List<(bool Is, double Share)>();
        var judgements = new List<Judgement>();
        var stride = Stride(source.Count);
        foreach (var indices in Enumerable.Range(0, Math.Min(source.Count, MostSamples)).Select(i => i * stride).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            Sample[] samples = [.. indices.Select(index => source.Read(index, KeyedRandom.Create(0, "validation", $"{index}")))];
            using var batch = batches(samples);
            var judgement = objective.Of(batch);
            judgements.Add(judgement);
            if (judgement is { PlaceShares: { } shares, PlacePoints: { } points })
            {
                Compare(samples, shares.data<float>().ToArray(), points.data<float>().ToArray());
            }
        }
        return new(
            step,
            judgements.Average(j => j.TokenLoss),
            judgements.Average(j => j.TokenAccuracy),
            judgements.Average(j => j.ActionError),
            judgements.Average(j => j.PlaceLoss),
            Median(errors),
            Median(millimeters),
            Median(gripperErrors),
            Balanced(presences),
            judgements.Average(j => j.AlignLoss),
            judgements.Average(j => j.Cosine)
        );

        void Compare(Sample[] samples, float[] shares, float[] points)
        {
            var edge = (int)Math.Sqrt(patches);
            foreach (var (row, sample) in samples.Index())
            {
                if (sample.Places is not { } places)
                {
                    continue;
                }
                ReadOnlySpan<float> Of(int name) => shares.AsSpan(((row * names.Count) + name) * (patches + 1), patches + 1);
                var there = places.ToLookup(place => place.Name);
                foreach (var (name, index) in names)
                {
                    var said = Of(index);
                    presences.Add((there.Contains(name), 1 - said[patches]));
                    if (there.Contains(name) && there[name].First() is { U: >= 0 and <= 1, V: >= 0 and <= 1 } place)
                    {
                        var told = points.AsSpan(((row * names.Count) + index) * 2 * patches, 2 * patches);
                        var (u, v) = PlaceTargets.Read(said[..patches], told, edge);
                        (name == Annotator.Gripper ? gripperErrors : errors).Add(
                            Math.Sqrt(((u - place.U) * (u - place.U)) + ((v - place.V) * (v - place.V)))
                        );
                        if (name != Annotator.Gripper && TableDistance.Between(place, u, v) is { } distance)
                        {
                            millimeters.Add(distance);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Every so many of so many frames are looked at: spread over the whole set, whose frames of one scene stand beside each
    /// other.</summary>
    public static int Stride(int frames) => Math.Max(1, frames / MostSamples);

    private static double? Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? null : values[values.Count / 2];
    }

    /// <summary>The mean of the accuracies of what is there and of what is not.</summary>
    private static double? Balanced(List<(bool Is, double Share)> presences)
    {
        var (there, absent) = (presences.Where(p => p.Is).ToList(), presences.Where(p => !p.Is).ToList());
        return there.Count == 0 || absent.Count == 0
            ? null
            : (there.Average(p => p.Share >= 0.5 ? 1.0 : 0) + absent.Average(p => p.Share < 0.5 ? 1.0 : 0)) / 2;
    }
}
