namespace BlindVla.Training.Tests;

/// <summary>Whose a folder is.</summary>
public sealed class RunFolderTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("folder").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Claim_FolderOfSomethingElse_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "mine");

        var error = Assert.Throws<TrainingException>(() => Claim());

        Assert.That(error!.Message, Does.Contain("holds something else"));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "notes.txt")), Is.EqualTo("mine"));
    }

    [Test]
    public void Claim_Again_IsTheSameRun()
    {
        Claim();

        Assert.That(() => Claim(), Throws.Nothing);
    }

    [Test]
    public void Claim_WithOtherThreads_IsRefused()
    {
        Claim();

        Assert.That(() => Claim(threads: 2), Throws.InstanceOf<TrainingException>().With.Message.Contains("--threads (1 then)"));
    }

    [Test]
    public void Claim_OfADamagedIdentity_SaysSo()
    {
        Claim();
        File.WriteAllText(Path.Combine(_folder, "identity.json"), "{");

        Assert.That(() => Claim(), Throws.InstanceOf<TrainingException>().With.Message.Contains("is damaged"));
    }

    [Test]
    public void RunLock_OfASecondProcess_IsRefusedUntilTheFirstEnds()
    {
        using (new RunLock(_folder))
        {
            Assert.That(() => new RunLock(_folder), Throws.InstanceOf<TrainingException>().With.Message.Contains("another process"));
        }

        Assert.That(() => new RunLock(_folder).Dispose(), Throws.Nothing);
    }

    private void Claim(int threads = 1) =>
        RunIdentity.Claim(_folder, TinyTraining.Recipe, new(null, new Dictionary<string, string>(), null, _folder, threads));
}
