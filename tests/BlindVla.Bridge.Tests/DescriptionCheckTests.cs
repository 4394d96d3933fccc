using BlindVla.Bridge.V1;
using BlindVla.Core;

namespace BlindVla.Bridge.Tests;

/// <summary>What a server may not say that it is.</summary>
internal sealed class DescriptionCheckTests
{
    private static readonly BridgeAddress Address = BridgeAddress.Parse("unix:/tmp/s");

    private static readonly TestCaseData[] Impossible =
    [
        Case(d => d.ControlPeriodSeconds = double.NaN, "control_period_seconds: expected a finite number, found NaN"),
        Case(d => d.ControlPeriodSeconds = 0, "control_period_seconds: expected a time above 0, found 0"),
        Case(d => d.PhysicsPeriodSeconds = -1, "physics_period_seconds: expected 0 or more, found -1"),
        Case(d => d.Capabilities = null, "capabilities: expected, found none"),
        Case(d => d.Action[0].Length = uint.MaxValue, "action[0].length: expected 1 to 4096, found 4294967295"),
        Case(d => d.State[0].Length = 0, "state[0].length: expected 1 to 4096, found 0"),
        Case(d => d.Action[0].Minimum = double.NegativeInfinity, "action[0].minimum: expected a finite number, found -Infinity"),
        Case(d => d.Action[0].Minimum = 2, "action[0]: expected a minimum that is not above the maximum, found 2 and 1"),
        Case(
            d => d.Action.AddRange(Enumerable.Range(0, 64).Select(i => new V1.ArraySpec { Name = $"{i}", Length = 1 })),
            "action: expected at most 64, found 65"
        ),
        Case(d => d.State.Add(d.State[0].Clone()), "state: expected names that differ, found 'joints' 2 times"),
        Case(
            d => d.Cameras[0].MaxWidth = 1_000_000,
            "cameras[0].width: expected a native size of at least 1 between the least and the "
                + "most, and these up to 16384, found 8, 640, 1000000"
        ),
        Case(
            d => d.Cameras[0].MinHeight = 481,
            "cameras[0].height: expected a native size of at least 1 between the least and the "
                + "most, and these up to 16384, found 481, 480, 480"
        ),
        Case(d => d.Measures.Add(d.Measures[0].Clone()), "measures: expected names that differ, found 'lift' 2 times"),
        Case(
            d => d.Measures[0].Name = "Lift",
            "measures[0].name: expected up to 64 lower-case letters, digits and underscores, found 'Lift'"
        ),
        Case(
            d => d.Measures[0].Unit = "m]",
            "measures[0].unit: expected up to 16 characters, none of them a space, a bracket, a comma or a quote, found 'm]'"
        ),
        Case(d => d.Measures[0].Fold = default, "measures[0].fold: expected last, maximum, minimum, any or first_time, found none of them"),
        Case(
            d => d.Measures[0].Fold = V1.MeasureSpec.Types.Fold.Any,
            "measures[0].fold: any and first_time are of a truth value ('bool'), the unit is 'm'"
        ),
        Case(d => d.Worlds.Add(d.Worlds[0].Clone()), "worlds: expected names that differ, found 'kitchen' 2 times"),
        Case(d => d.Objects.Add("carrot"), "objects: expected names that differ, found 'carrot' 2 times"),
        Case(d => d.Tables.Add("o\nak"), @"tables[0]: expected text without control characters, found 'o\u000aak'"),
        Case(d => d.Renderer = new string('x', 1001), "renderer: expected at most 1000 characters, found 1001"),
        Case(d => d.SceneLimits.Scale.Minimum = 6, "scene_limits.scale: expected a minimum that is not above the maximum, found 6 and 5"),
        Case(d => d.SceneLimits.MaxBlurSigma = double.NaN, "scene_limits.max_blur_sigma: expected a finite number, found NaN"),
        Case(
            d => d.SceneLimits.Factors.Add("gravity", new() { Minimum = 2, Maximum = 1 }),
            "scene_limits.factors.gravity: expected a minimum that is not above the maximum, found 2 and 1"
        ),
        Case(
            d => d.SceneLimits.Factors.Add("Gravity", new()),
            "scene_limits.factors: expected names of up to 64 lower-case letters, digits and underscores, found 'Gravity'"
        ),
        Case(d => d.HoldAction.Add(0), "hold_action: expected 3 values, as an action has, found 4"),
        Case(d => d.HoldAction[1] = 1.5f, "hold_action[1]: expected -1 to 1, the bounds of position, found 1.5"),
        Case(d => d.HoldAction[2] = float.NaN, "hold_action[2]: expected a finite number, found NaN"),
        Case(d => d.MaxImageBytes = ulong.MaxValue, "max_image_bytes: expected at most 9223372036854775807, found 18446744073709551615"),
    ];

    private static DescribeResponse Description =>
        new()
        {
            Name = "table",
            ControlPeriodSeconds = 0.2,
            Capabilities = new(),
            Action =
            {
                new V1.ArraySpec
                {
                    Name = "position",
                    Length = 3,
                    Minimum = -1,
                    Maximum = 1,
                },
            },
            State =
            {
                new V1.ArraySpec { Name = "joints", Length = 6 },
            },
            Cameras =
            {
                new V1.CameraSpec
                {
                    Name = "front",
                    Width = 640,
                    Height = 480,
                    MaxWidth = 640,
                    MaxHeight = 480,
                    MinWidth = 8,
                    MinHeight = 8,
                },
            },
            Measures =
            {
                new V1.MeasureSpec
                {
                    Name = "lift",
                    Unit = "m",
                    Fold = V1.MeasureSpec.Types.Fold.Maximum,
                },
            },
            Worlds = { new V1.NamedWorld { Name = "kitchen" } },
            Objects = { "carrot" },
            HoldAction = { 0, 0, 0 },
            SceneLimits = new()
            {
                Scale = new() { Minimum = 0.2, Maximum = 5 },
            },
        };

    [Test]
    public void Require_OfWhatCanBe_SaysNothing() => Assert.That(() => DescriptionCheck.Require(Address, Description), Throws.Nothing);

    [TestCaseSource(nameof(Impossible))]
    public void Require_OfWhatCannotBe_NamesTheField(Action<DescribeResponse> spoil, string expected)
    {
        var description = Description;
        spoil(description);

        var fault = Assert.Throws<EnvironmentException>(() => DescriptionCheck.Require(Address, description))!;

        Assert.That(fault.Fault, Is.EqualTo(EnvironmentFault.Internal));
        Assert.That(fault.Message, Is.EqualTo($"The server at unix:/tmp/s describes itself as what cannot be:\n{expected}"));
    }

    [Test]
    public void Require_OfALotThatCannotBe_ListsSomeAndCountsTheRest()
    {
        var description = Description;
        description.Objects.AddRange(Enumerable.Range(0, 30).Select(i => $"\u0007{i}"));

        var fault = Assert.Throws<EnvironmentException>(() => DescriptionCheck.Require(Address, description))!;

        Assert.That(fault.Message, Does.EndWith("and 10 more"));
    }

    private static TestCaseData Case(Action<DescribeResponse> spoil, string expected) =>
        new TestCaseData(spoil, expected).SetArgDisplayNames(expected);
}
