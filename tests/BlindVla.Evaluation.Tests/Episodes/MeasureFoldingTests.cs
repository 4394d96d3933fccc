using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Episodes;

internal sealed class MeasureFoldingTests
{
    // The values at reset and after each control step; null where nothing is measured.
    private static readonly TestCaseData[] Cases =
    [
        new(MeasureFold.Last, new double?[] { 3, 1, 2 }, 2.0),
        new(MeasureFold.Last, new double?[] { 3, 1, null }, null),
        new(MeasureFold.Maximum, new double?[] { 3, null, 2 }, 3.0),
        new(MeasureFold.Maximum, new double?[] { null, -5, -2 }, -2.0),
        new(MeasureFold.Minimum, new double?[] { 3, 1, null }, 1.0),
        new(MeasureFold.Minimum, new double?[] { null, null, null }, null),
        new(MeasureFold.Any, new double?[] { 0, 1, 0 }, 1.0),
        new(MeasureFold.Any, new double?[] { 0, null, 0 }, 0.0),
        new(MeasureFold.FirstTime, new double?[] { 0, 0, 1, 0, 1 }, 2.0),
        new(MeasureFold.FirstTime, new double?[] { 1, 1, 0 }, 1.0),
        new(MeasureFold.FirstTime, new double?[] { 1, 0, 0 }, null),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Add_EveryStep_FoldsAsDeclared(MeasureFold fold, double?[] values, double? expected)
    {
        var folding = new MeasureFolding([new("it", MeasureSpec.Truth, fold)]);

        foreach (var (step, value) in values.Index())
        {
            folding.Add(step, [value]);
        }

        Assert.That(folding.Values["it"], Is.EqualTo(expected));
    }
}
