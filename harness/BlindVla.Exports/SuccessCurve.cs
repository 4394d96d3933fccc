using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Evaluation;
using ScalarEvents = BlindVla.Training.ScalarEvents;

namespace BlindVla.Exports;

/// <summary>
/// Success over the checkpoints of one training run, as TensorBoard draws it. A policy called <c>naive-4000</c> is the checkpoint of step
/// 4000 on the curve <c>naive</c>: the number at the end of its name, which <see cref="Recipe"/> takes for a training seed.
/// </summary>
/// <param name="Name">What stands before the number: a run of TensorBoard's.</param>
/// <param name="Points">In the order of their steps.</param>
public sealed record SuccessCurve(string Name, ImmutableArray<SuccessCurve.Point> Points)
{
    /// <summary>What a file of this content must be called for TensorBoard to find it.</summary>
    public const string FileName = ScalarEvents.FileName;

    /// <summary>Steps, ascending.</summary>
    public IEnumerable<long> Steps => Points.Select(point => point.Step).Distinct();

    /// <summary>The curves of all policies that have a step, by name.</summary>
    /// <exception cref="RunException">Two runs say something of the same checkpoint in the same scope.</exception>
    public static ImmutableArray<SuccessCurve> Of(IEnumerable<ExportedRun> runs)
    {
        var points = runs.SelectMany(Checkpoints).ToList();
        if (points.GroupBy(point => (point.Curve, point.Step, point.Tag)).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new RunException(
                RunFault.Refused,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{string.Join(" and ", twice.Select(point => point.Run))} both have {twice.Key.Tag} of {twice.Key.Curve} at step "
                        + $"{twice.Key.Step}; a curve has one value at a step: leave one out"
                )
            );
        }
        return
        [
            .. points
                .GroupBy(point => point.Curve)
                .OrderBy(curve => curve.Key, StringComparer.Ordinal)
                .Select(curve => new SuccessCurve(curve.Key, [.. curve.OrderBy(point => point.Step)])),
        ];
    }

    /// <summary>The file's content; the times in it are those at which the runs were last written.</summary>
    public byte[] Encode() =>
        [
            .. ScalarEvents.Beginning(Points[0].Time),
            .. Points.SelectMany(point =>
                ScalarEvents.Encode(
                    point.Step,
                    point.Time,
                    [
                        ($"success/{point.Tag}", point.Rate.Value),
                        ($"success_low/{point.Tag}", point.Rate.Low),
                        ($"success_high/{point.Tag}", point.Rate.High),
                        ($"difference/{point.Tag}", point.Difference),
                    ]
                )
            ),
        ];

    private static IEnumerable<Point> Checkpoints(ExportedRun run)
    {
        var record = run.Run.Record;
        return from row in Summary.Of(record.Identity, [.. run.Run.Trials]).Rows
            // Of nothing there is no rate, and an interval from 0 to 1 would be drawn as if it were one.
            where row.N > 0
            let place = Recipe.Parts(row.Policy)
            where place is not null
            select new Point(
                run.Name,
                place.Value.Recipe,
                place.Value.Seed,
                $"{record.Identity.Suite.Name}/{row.Scope.ToString().ToLowerInvariant()}/{row.Name}",
                record.Timings.UpdatedAt,
                row.Score,
                row.Paired?.Difference
            );
    }

    /// <summary>What one run says of one checkpoint in one scope.</summary>
    /// <param name="Tag"><c>SUITE/KIND/SCOPE</c>, e.g. <c>ood/cell/vision/table</c>.</param>
    /// <param name="Rate">By each trial's own success rule.</param>
    /// <param name="Difference">To the control twins; null where there are none.</param>
    public sealed record Point(string Run, string Curve, long Step, string Tag, DateTimeOffset Time, Rate Rate, double? Difference);
}
