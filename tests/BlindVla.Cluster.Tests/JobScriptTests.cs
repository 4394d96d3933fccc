using System.Diagnostics;
using BlindVla.Evaluation.Tests.Fakes;
using BlindVla.Files;

namespace BlindVla.Cluster.Tests;

/// <summary>What the script does in a shell, as a node runs it.</summary>
public sealed class JobScriptTests
{
    private TemporaryFolder _temporary = null!;

    [SetUp]
    public void MakeFolder() => _temporary = new();

    [TearDown]
    public void RemoveFolder() => _temporary.Dispose();

    [Test]
    public void Script_InAShell_StartsItsPartOfTheCommand_WordForWord()
    {
        var script = Script("a b", "it's", "$HOME", "*", "x=torch:dir?batch=4&dtype=float16", "");

        var words = Run(script, ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_CPUS_PER_TASK", "3"));

        Assert.That(
            words,
            Is.EqualTo(
                new[]
                {
                    "a b",
                    "it's",
                    "$HOME",
                    "*",
                    "x=torch:dir?batch=4&dtype=float16",
                    "",
                    "--shard",
                    "2/4",
                    "--out",
                    script.Folder.Part(2),
                }
            )
        );
    }

    [Test]
    public void Script_GivesTheHarnessTheProcessorsOfTheTask_AndWorkersOnlyWhereSomebodySaidHowMany()
    {
        var script = Script() with { Program = ["/bin/sh", "-c", "printf '%s\\0' \"$DOTNET_PROCESSOR_COUNT\" \"$@\"", "sh"] };

        Assert.That(Run(script, ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_CPUS_PER_TASK", "3"))[..2], Is.EqualTo(new[] { "3", "--shard" }));
        Assert.That(Run(script, ("SLURM_ARRAY_TASK_ID", "2"))[0], Is.EqualTo("1"));
        Assert.That(
            Run(script with { Processors = 4 }, ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_CPUS_PER_TASK", "8"))[..3],
            Is.EqualTo(new[] { "8", "--workers", "4" })
        );
    }

    [Test]
    public void Script_WhereAFolderHasAPercentSign_LogsThere()
    {
        var script = Script("eval") with { Folder = ArrayFolder.Of("/runs/100%j") };

        Assert.That($"{script}", Does.Contain($"#SBATCH --output={script.Folder.Path.Replace("%", "%%")}/task-%a.log\n"));
    }

    [Test]
    public void Script_SaysFirstWhenAndWhereItBegan()
    {
        var script = Script("eval");
        Directory.CreateDirectory(script.Folder.Path);
        var log = script.Folder.Log("2");

        Run(script, log, ("SLURM_ARRAY_TASK_ID", "2"));

        Assert.That(script.Folder.FirstLine(2), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z task 2 on \S+$"));
        Assert.That(script.Folder.FirstLine(3), Is.Null);
    }

    [Test]
    public void Script_WhereItsPartHasBegun_Resumes()
    {
        var script = Script("eval");
        Directory.CreateDirectory(script.Folder.Part(2));

        Assert.That(Run(script, ("SLURM_ARRAY_TASK_ID", "2"))[^1], Is.EqualTo("--resume"));
        Assert.That(Run(script, ("SLURM_ARRAY_TASK_ID", "3"), ("resume", "--of-somebody-else")), Has.Length.EqualTo(5));
    }

    [Test]
    public void Options_OfThePerson_ComeLast()
    {
        var lines = $"{Script("eval") with { Processors = 8, NeedsGpu = true, Options = "--partition=gpu --gres=gpu:h200:1" }}"
            .Split('\n')
            .Where(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal))
            .Select(line => line["#SBATCH ".Length..])
            .ToList();

        Assert.That(lines, Does.Contain("--array=1-4").And.Contain("--cpus-per-task=8").And.Contain("--gres=gpu:1"));
        Assert.That(lines[^1], Is.EqualTo("--partition=gpu --gres=gpu:h200:1"));
        Assert.That($"{Script("eval")}", Does.Not.Contain("--gres").And.Not.Contain("--cpus-per-task"));
    }

    private JobScript Script(params string[] words) =>
        new(
            "blindvla-tiny",
            4,
            ["/usr/bin/printf", "%s\\0"],
            [.. words],
            _temporary.Path,
            ArrayFolder.Of(Path.Combine(_temporary.Path, "a run's")),
            Processors: null,
            NeedsGpu: false,
            Options: null
        );

    private static string[] Run(JobScript script, params (string Name, string Value)[] variables) => Run(script, "/dev/null", variables);

    /// <param name="log">Of what it says that is no word.</param>
    private static string[] Run(JobScript script, string log, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec 2>{ShellWord.Of(log)}\n{script}"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return output.Split('\0')[..^1];
    }
}
