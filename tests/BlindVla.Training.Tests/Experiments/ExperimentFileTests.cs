using BlindVla.Files;

namespace BlindVla.Training.Tests;

public sealed class ExperimentFileTests
{
    private string _path = null!;

    [SetUp]
    public void SetUp() => _path = Path.Combine(Directory.CreateTempSubdirectory("experiment").FullName, "some.yaml");

    [TearDown]
    public void TearDown() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Test]
    public void Load_StageThatNamesOthers_NeedsThem()
    {
        var experiment = Load(
            """
            - {name: data, run: "collect --out {out}"}
            - {name: base, run: "train base --data d={data} --out {out}", hours: 1.5, megabytes: 20}
            - {name: tuned, seeds: [0, 7], run: "train naive --seed {seed} --start {base}/checkpoint --out {out}"}
            - {name: judged, run: "eval ood --policy a=torch:{tuned-0}/checkpoint --policy b=torch:{tuned-7}/checkpoint --out {out}"}
            """
        );

        Assert.That(experiment.Stages.Select(stage => stage.Name), Is.EqualTo(new[] { "data", "base", "tuned-0", "tuned-7", "judged" }));
        Assert.That(experiment.Stages[1], Has.Property("Hours").EqualTo(1.5).And.Property("Megabytes").EqualTo(20));
        Assert.That(experiment.Stages[3].Needs, Is.EqualTo(new[] { "base" }));
        Assert.That(
            string.Join(' ', experiment.Stages[3].In(name => $"/x/{name}")),
            Is.EqualTo("train naive --seed 7 --start /x/base/checkpoint --out /x/tuned-7")
        );
        Assert.That(experiment.Stages[4].Needs, Is.EqualTo(new[] { "tuned-0", "tuned-7" }));
    }

    [TestCase("- {name: a, run: \"train x --out {oot}\"}", "{oot} is no stage above this one; did you mean 'out'")]
    [TestCase("- {name: a, run: \"train x --start {b} --out {out}\"}\n- {name: b, run: \"x\"}", "{b} is no stage above this one")]
    [TestCase("- {name: a, run: \"x\"}\n- {name: a, run: \"y\"}", "there is a stage 'a' already")]
    [TestCase("- {name: out, run: \"x\"}", "{out} is a stage's own folder; name this one anew")]
    [TestCase("- {name: seed, run: \"x\"}", "{seed} is a stage's seed; name this one anew")]
    [TestCase("- {name: a, run: \"x\", twice: 2}", "a stage has no key 'twice'")]
    [TestCase("- {name: a, run: \"eval ood --only '*/id/*'\"}", "words that need no quotation marks")]
    [TestCase("- {name: a}", "a stage needs the key 'run'")]
    public void Load_WhatCannotBe_IsNamed(string stages, string expected)
    {
        var error = Assert.Throws<InputException>(() => Load(stages));

        Assert.That(error!.Message, Does.Contain(expected));
    }

    private Experiment Load(string stages)
    {
        var indented = string.Join('\n', stages.Split('\n').Select(line => "  " + line));
        File.WriteAllText(_path, $"schema_version: 1\nname: some\ndescription: For tests\nstages:\n{indented}\n");
        return ExperimentFile.Load(_path);
    }
}
