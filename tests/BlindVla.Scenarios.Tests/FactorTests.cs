using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Scenarios.Tests;

/// <summary>What multiplies something in the world: a slot for each name, of which the world says what it is.</summary>
internal sealed class FactorTests
{
    private const string Text = """
        extends: put-on-plate
        schema_version: 1
        name: weights
        version: 1
        description: Other weights.
        tasks:
          - name: put-on-plate
            scene:
              factors: {gravity: [0.9, 1.1], table_friction: [0.8, 1.2, 1.5]}
            axes: [execution/gravity]
        axes:
          - name: execution/gravity
            description: Less weight.
            override:
              factors: {gravity: 0.3}
        """;

    private static readonly EnvironmentSpec World = new(
        "w",
        "1",
        "p",
        "r",
        0.2,
        0.01,
        new(false, true, true, false),
        [],
        [],
        [],
        "a",
        [],
        []
    )
    {
        SceneLimits = new()
        {
            Factors = ImmutableSortedDictionary<string, Interval>.Empty.Add("gravity", new(0.5, 2)).Add("table_friction", new(0.5, 2)),
        },
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Plan_DrawsEachFactorByItself_AndAnAxisChangesThoseItNames()
    {
        var episodes = Load(Text).Plan(0, 40).Episodes;
        var (controls, perturbed) = (
            episodes.Where(e => e.ControlId is null).ToList(),
            episodes.Where(e => e.ControlId is not null).ToList()
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                controls.Select(e => (e.Scene.Factors["gravity"], e.Scene.Factors["table_friction"])).Distinct().Count(),
                Is.EqualTo(6),
                "each goes with each"
            );
            Assert.That(perturbed.Select(e => e.Scene.Factors["gravity"]), Is.All.EqualTo(0.3));
            Assert.That(
                perturbed.Select(e => e.Scene.Factors["table_friction"]),
                Is.EqualTo(controls.Select(e => e.Scene.Factors["table_friction"]))
            );
        });
    }

    [Test]
    public void Plan_OfAnotherFactor_LeavesTheDrawsOfAllElseAsTheyWere()
    {
        var more = Load(Text.Replace("{gravity: [0.9, 1.1], ", "{air: [0.5, 2], gravity: [0.9, 1.1], ", StringComparison.Ordinal));

        var (before, after) = (Load(Text).Plan(0, 20).Episodes, more.Plan(0, 20).Episodes);

        Assert.That(
            after.Select(e => SceneDigest.Compute(e.Tabletop() with { Factors = e.Scene.Factors.Remove("air") })),
            Is.EqualTo(before.Select(e => SceneDigest.Compute(e.Scene)))
        );
    }

    [Test]
    public void Problems_OfFactorsTheWorldDoesNotHave_OrNotSoFar_AreNamed()
    {
        var text = Text.Replace("table_friction", "tabel_friction", StringComparison.Ordinal);

        var problems = Load(text).Plan(0, 2).Problems(World).Where(problem => problem.Contains("factors", StringComparison.Ordinal));

        Assert.That(
            problems,
            Is.EqualTo(
                new[]
                {
                    "factors: the environment has no 'tabel_friction', which 4 episodes need (weights/put-on-plate/id/0000 is the first); "
                        + "did you mean 'table_friction'?",
                    "scene.factors.gravity: the environment allows 0.5 to 2, 2 episodes have other values "
                        + "(weights/put-on-plate/execution/gravity/0000 is the first, with 0.3)",
                }
            )
        );
    }

    private Suite Load(string text) => _folder.Load("weights.yaml", text);
}
