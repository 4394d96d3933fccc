namespace BlindVla.Bridge.Tests;

[Platform("Linux")]
public sealed class ServerFolderTests
{
    private string _parent = "";

    [SetUp]
    public void MakeParent() => _parent = Directory.CreateTempSubdirectory("blindvla-test-").FullName;

    [TearDown]
    public void RemoveParent() => Directory.Delete(_parent, recursive: true);

    [Test]
    public void RemoveAbandoned_TakesWhatNobodyOwnsAndLeavesTheRest()
    {
        var abandoned = Make("blindvla-a", "owner", "s");
        var owned = Make("blindvla-b", "owner");
        var justMade = Make("blindvla-c");
        var somebodyElses = Make("blindvla-d", "owner", "notes.txt");
        var another = Make("another-e", "owner");
        using (new FileStream(Path.Combine(owned, "owner"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            ServerFolder.RemoveAbandoned(_parent);
        }

        Assert.That(
            new[] { abandoned, owned, justMade, somebodyElses, another }.Select(Directory.Exists),
            Is.EqualTo(new[] { false, true, true, true, true })
        );
        Assert.That(File.Exists(Path.Combine(somebodyElses, "notes.txt")));
    }

    [Test]
    public void Dispose_LeavesNothing()
    {
        string path;
        using (var folder = new ServerFolder())
        {
            path = Path.GetDirectoryName(folder.SocketPath)!;
            File.WriteAllText(folder.SocketPath, "");
            ServerFolder.RemoveAbandoned(Path.GetTempPath());
            Assert.That(Directory.Exists(path), "it has an owner");
        }

        Assert.That(Directory.Exists(path), Is.False);
    }

    private string Make(string name, params string[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_parent, name)).FullName;
        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(folder, file), "");
        }
        return folder;
    }
}
