using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

/// <summary>Suites for worlds that own their scenes.</summary>
internal sealed class NamedSuiteTests
{
    private const string Text = """
        schema_version: 1
        name: kitchen
        version: 1
        description: Two tasks of a kitchen.
        control_period: 0.05 s

        tasks:
          - name: drawer
            description: Open the drawer.
            max_steps: 200
            success_rule: at_any_step
            named_scene:
              world: kitchen
              task: open_drawer
              initial_states: 3
              instruction: [open the drawer, pull the drawer open]
              parameters: {difficulty: hard}
            axes: [vision/noise, execution/other-states]

          - name: kettle
            description: Lift the kettle.
            max_steps: 100
            success_rule: at_end
            named_scene:
              world: kitchen
              task: lift_kettle
              initial_states: [4, 2]
              instruction: lift the kettle

        axes:
          - name: vision/noise
            description: A noisy camera.
            override:
              sensor: {noise: 10}

          - name: execution/other-states
            description: States that training did not show.
            override:
              initial_states: [40, 41]
        """;

    private static readonly EnvironmentSpec World = new(
        "kitchens",
        "1",
        "physics 1",
        "renderer",
        0.05,
        0.01,
        new(false, true, true, false),
        Conventions.DeltaEndEffectorPose,
        [],
        [],
        "a55e",
        [],
        []
    )
    {
        Worlds = [new("kitchen", [new("open_drawer", 50), new("lift_kettle", 50)], ["difficulty"])],
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Plan_TakesTheInitialStatesInTurn_AndThePerturbedTwinKeepsItsOwn()
    {
        var episodes = Load(Text).Plan(0, 4).Episodes.ToLookup(episode => (episode.Task, episode.Axis));

        Assert.Multiple(() =>
        {
            Assert.That(episodes[("drawer", "id")].Select(State), Is.EqualTo(new[] { 0, 1, 2, 0 }));
            Assert.That(episodes[("drawer", "vision/noise")].Select(State), Is.EqualTo(new[] { 0, 1, 2, 0 }));
            Assert.That(episodes[("drawer", "execution/other-states")].Select(State), Is.EqualTo(new[] { 40, 41, 40, 41 }));
            Assert.That(episodes[("kettle", "id")].Select(State), Is.EqualTo(new[] { 4, 2, 4, 2 }));
            Assert.That(episodes[("drawer", "vision/noise")].Select(episode => episode.Scene.Sensor?.NoiseSigma), Has.All.EqualTo(10));
            Assert.That(
                episodes[("drawer", "vision/noise")].Select(episode => episode.Instruction),
                Is.EqualTo(episodes[("drawer", "id")].Select(episode => episode.Instruction))
            );
        });
        var first = (NamedScene)episodes[("drawer", "id")].First().Scene;
        Assert.That((first.World, first.Task, first.Parameters["difficulty"]), Is.EqualTo(("kitchen", "open_drawer", "hard")));
        Assert.That(Load(Text).Plan(0, 4).Problems(World), Is.Empty);
    }

    [TestCase("world: kitchen", "world: bathroom", "worlds: the environment has no 'bathroom'")]
    [TestCase("task: open_drawer", "task: open_door", "worlds.kitchen.tasks: the environment has no 'open_door'")]
    [TestCase("difficulty: hard", "hardness: hard", "worlds.kitchen.parameters: the environment has no 'hardness'")]
    [TestCase(
        "[4, 2]",
        "[4, 50]",
        "initial_states: the environment has 50 of lift_kettle, 2 episodes need a later one (kitchen/kettle/id/0001 is the first)"
    )]
    public void Problems_OfWhatTheWorldDoesNotHave_AreNamed(string good, string bad, string problem) =>
        Assert.That(Load(Text.Replace(good, bad, StringComparison.Ordinal)).Plan(0, 4).Problems(World), Has.Some.StartsWith(problem));

    [Test]
    public void Problems_InAWorldThatDescribesItsScenes_NameTheWorld() =>
        Assert.That(
            Load(Text).Plan(0, 1).Problems(World with { Worlds = [] }),
            Has.Some.StartsWith("worlds: the environment has no 'kitchen'")
        );

    [TestCase("initial_states: 3", "initial_states: 0", "the number of initial states")]
    [TestCase("initial_states: 3", "initial_states: [-1]", "an initial state")]
    [TestCase("          task: open_drawer\n", "", "needs the key 'task'")]
    [TestCase("          task: open_drawer", "          task: open_drawer\n          table: {split: train}", "has no key 'table'")]
    [TestCase(
        "sensor: {noise: 10}",
        "table: {split: test}",
        "the axis 'vision/noise' changes 'table', which a task with 'named_scene' does not have ('drawer')"
    )]
    [TestCase("initial_states: [40, 41]", "initial_states: 3", "changes nothing in the task 'drawer'")]
    [TestCase(
        "named_scene:\n      world: kitchen\n      task: lift",
        "scene: {}\n    named_scene:\n      world: kitchen\n      task: lift",
        "a task has one scene, this one has 'scene' and 'named_scene'"
    )]
    public void Load_WhatIsNotUnderstood_IsRefused(string good, string bad, string problem)
    {
        var text = Text.Replace(
            good.Replace("          ", "      ", StringComparison.Ordinal),
            bad.Replace("          ", "      ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.That(text, Is.Not.EqualTo(Text));

        var refusal = Assert.Throws<InputException>(() => Load(text));

        Assert.That(refusal!.Problems.Select(each => each.Message), Has.Some.Contains(problem));
    }

    [Test]
    public void Load_AnAxisOfAnotherKindOfScene_IsRefusedWhereItsSlotStands()
    {
        var text = Text.Replace("sensor: {noise: 10}", "table: {split: test}", StringComparison.Ordinal);
        var line = 1 + text.Split('\n').ToList().FindIndex(each => each.Contains("table:", StringComparison.Ordinal));

        var problem = Assert.Throws<InputException>(() => Load(text))!.Problems.Single();

        Assert.That((problem.Line, problem.Column), Is.EqualTo((line, 7)));
    }

    [Test]
    public void Load_TwoKindsOfScene_IsOneProblem()
    {
        var text = Text.Replace(
            "    named_scene:\n",
            "    scene: {tabel: 1}\n    named_scene:\n      nothing: 1\n",
            StringComparison.Ordinal
        );

        var problems = Assert.Throws<InputException>(() => Load(text))!.Problems;

        Assert.That(
            problems.Select(each => each.Message),
            Is.All.EqualTo("a task has one scene, this one has 'scene' and 'named_scene'").And.Exactly(2).Items
        );
    }

    [Test]
    public void Plan_OfFactors_GoesWithNamedScenesToo()
    {
        var text = Text.Replace("sensor: {noise: 10}", "factors: {gravity: 0.5}", StringComparison.Ordinal);

        var plan = Load(text).Plan(0, 1);

        Assert.That(plan.Episodes.Where(e => e.Axis == "vision/noise").Select(e => e.Scene.Factors["gravity"]), Is.All.EqualTo(0.5));
        Assert.That(
            plan.Problems(World),
            Is.EqualTo(
                new[]
                {
                    "factors: the environment has no 'gravity', which 1 episode needs (kitchen/drawer/vision/noise/0000 is the first); "
                        + "there is none",
                }
            )
        );
    }

    private Suite Load(string text)
    {
        var path = Path.Combine(_folder.Path, "kitchen.yaml");
        File.WriteAllText(path, text);
        return Suite.Load(path, Shipped.Catalogue);
    }

    private static int State(EpisodeSpec episode) => ((NamedScene)episode.Scene).InitialState;
}
