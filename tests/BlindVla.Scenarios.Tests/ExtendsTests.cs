using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

/// <summary>Suites and gates that say only how they differ from another one.</summary>
public sealed class ExtendsTests
{
    private const string Base = """
        schema_version: 1
        name: base
        version: 3
        description: What others are made of.
        control_period: 0.2 s
        tasks:
          - name: reach
            description: Reach it.
            max_steps: 20
            success_rule: at_end
            named_scene:
              world: room
              task: reach
              initial_states: 4
              instruction: reach it
              parameters: {gravity: "9.81"}
            axes: [vision/noise]
        axes:
          - name: vision/noise
            description: A worse camera.
            override:
              sensor: {noise: 4}
        """;

    private const string Head = "extends: base.yaml\nschema_version: 1\nname: mine\nversion: 1\ndescription: Mine.\n";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void WriteTheBase()
    {
        _folder = new();
        _folder.Write("base.yaml", Base);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Mappings_AreMergedKeyByKey_ListsOfNamedThingsNameByName()
    {
        var suite = Mine(
            """
            tasks:
              - name: reach
                max_steps: 30
                named_scene:
                  parameters: {gravity: "1.62", light: dim}
              - name: return
                extends: reach
                description: Come back.
                named_scene: {instruction: come back}
            """
        );

        Assert.That((suite.Name, suite.Version, suite.ControlPeriodSeconds), Is.EqualTo(("mine", 1, 0.2)));
        Assert.That(
            suite.Tasks.Select(task => (task.Name, task.MaxSteps, task.Description)),
            Is.EqualTo(new[] { ("reach", 30, "Reach it."), ("return", 30, "Come back.") })
        );
        var scene = (NamedScene)suite.Plan(0, 1).Episodes[0].Scene;
        Assert.That((scene.World, scene.Parameters["gravity"], scene.Parameters["light"]), Is.EqualTo(("room", "1.62", "dim")));
        Assert.That(
            suite.Plan(0, 1).Episodes.Select(episode => episode.Instruction).Distinct(),
            Is.EqualTo(new[] { "reach it", "come back" })
        );
    }

    [Test]
    public void InheritedAxes_ThatNoTaskLists_AreLeftOut()
    {
        var suite = Mine(
            """
            tasks:
              - name: reach
                axes: [vision/fog]
            axes:
              - name: vision/fog
                description: Fog.
                override: {sensor: {blur: 0.01}}
            """
        );

        Assert.That(suite.Axes.Select(axis => axis.Name), Is.EqualTo(new[] { "vision/fog" }));
    }

    [Test]
    public void Source_CanBeReadAlone_AndIsTheSameSuite([Values("ood", "smoke", "vl-think", "robustness", "put-on-plate")] string name)
    {
        var suite = Shipped.Library.Load(name);

        var alone = _folder.Load($"{name}.yaml", suite.Source);

        Assert.That(suite.Source, Does.Not.Contain("extends:"));
        Assert.That(alone.Sha256, Is.EqualTo(suite.Sha256));
        Assert.That(alone.Source, Is.EqualTo(suite.Source));
        Assert.That((alone.Description, alone.Tasks[^1].Description), Is.EqualTo((suite.Description, suite.Tasks[^1].Description)));
    }

    [Test]
    public void Source_WithoutAnExtension_IsTheFile() => Assert.That(Shipped.PutOnPlate.Source, Is.EqualTo(Shipped.PutOnPlateText));

    [TestCase("control_period: 0.2 s\n", 6, 1, "'control_period' changes nothing: it is the same in base.yaml")]
    [TestCase("tasks:\n  - name: reach\n", 7, 5, "'reach' changes nothing")]
    [TestCase("tasks:\n  - name: reach\n    named_scene:\n      world: room\n", 9, 7, "'world' changes nothing")]
    [TestCase("tasks:\n  - name: reach\n    named_scene: {}\n", 8, 5, "'named_scene' changes nothing")]
    [TestCase("tasks:\n  - name: reach\n    axes: [vision/noise]\n", 8, 5, "'axes' changes nothing")]
    [TestCase("tasks:\n  - name: reach\n    max_stepz: 3\n", 8, 5, "a task has no key 'max_stepz'")]
    [TestCase("tasks:\n  - name: back\n    extends: reech\n", 8, 14, "there is no 'reech' in 'tasks' to extend; did you mean 'reach'?")]
    [TestCase("tasks:\n  - name: back\n    extends: back\n    description: B.\n", 8, 14, "'back' extends itself")]
    [TestCase(
        "tasks:\n  - name: a\n    extends: b\n    description: A.\n  - name: b\n    extends: a\n    description: B.\n",
        11,
        14,
        "extends itself"
    )]
    public void WhatIsWrong_IsSaidWhereItStands(string text, int line, int column, string reason)
    {
        var error = Assert.Throws<InputException>(() => Mine(text));

        Assert.That(
            error!.Problems.Select(problem => (Path.GetFileName(problem.Source), problem.Line, problem.Column, problem.Message)),
            Has.Some.Matches<(string File, int Line, int Column, string Message)>(problem =>
                (problem.File, problem.Line, problem.Column) == ("mine.yaml", line, column) && problem.Message.Contains(reason)
            ),
            error.Message
        );
    }

    [Test]
    public void WhatIsWrongInTheBase_IsSaidOfTheBase()
    {
        _folder.Write("base.yaml", Base.Replace("max_steps: 20", "max_steps: many"));

        var error = Assert.Throws<InputException>(() => Mine("tasks:\n  - name: reach\n    description: Mine.\n"));

        Assert.That(error!.Message, Does.StartWith($"{Path.Combine(_folder.Path, "base.yaml")}:9:"));
    }

    [TestCase("extends: nowhere.yaml", "there is no file")]
    [TestCase("extends: put-on-plait", "did you mean 'put-on-plate'?")]
    [TestCase("extends: []", "expected the name of a file to extend, or its path, found a list")]
    [TestCase("extends: mine.yaml", "mine.yaml extends itself")]
    [TestCase("extends: other.yaml", "mine.yaml extends itself, by way of")]
    [TestCase("version: 1\nextends: base.yaml", "'extends' must be the first key of a file")]
    public void WrongBases_AreRefused(string first, string reason)
    {
        _folder.Write("other.yaml", "extends: mine.yaml\nname: other\n");

        var path = _folder.Write("mine.yaml", first + "\nschema_version: 1\nname: mine\ndescription: Mine.\n");

        var error = Assert.Throws<InputException>(() =>
            new SuiteLibrary(Path.Combine(Shipped.Folder, "suites"), Shipped.Catalogue).Load(path)
        );
        Assert.That(error!.Message, Does.Contain(reason));
    }

    [Test]
    public void Bases_WithoutEnd_AreRefused()
    {
        for (var i = 0; i < 20; i++)
            _folder.Write($"f{i}.yaml", $"extends: f{i + 1}.yaml\nname: f{i}\n");

        Assert.That(
            () => Suite.Load(Path.Combine(_folder.Path, "f0.yaml"), Shipped.Catalogue),
            Throws.TypeOf<InputException>().With.Message.Contains("at most 16 files")
        );
    }

    [Test]
    public void Gate_TakesWhatItDoesNotSay()
    {
        var path = _folder.Write("mine.yaml", "extends: put-on-plate\nschema_version: 1\nname: mine\nmargin: 0.2\n");

        var gate = GateFile.Load(path, Path.Combine(Shipped.Folder, "gates"));

        Assert.That((gate.Name, gate.Suite, gate.Margin, gate.Protected.Length), Is.EqualTo(("mine", "put-on-plate", 0.2, 4)));
    }

    private Suite Mine(string text) => _folder.Load("mine.yaml", Head + text);
}
