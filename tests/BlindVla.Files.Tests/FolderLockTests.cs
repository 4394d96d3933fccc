namespace BlindVla.Files.Tests;

public sealed class FolderLockTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("lock").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TryTake_OfWhatIsHeld_IsNullUntilItIsLetGo()
    {
        var folder = Path.Combine(_folder, "new");
        using (var first = FolderLock.TryTake(folder, "held"))
        {
            Assert.That(first, Is.Not.Null);
            Assert.That(FolderLock.TryTake(folder, "held"), Is.Null);
        }

        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
        using var next = FolderLock.TryTake(folder, "held");
        Assert.That(next, Is.Not.Null);
    }

    [Test]
    public void TryTake_WhereAFileIs_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        Assert.That(() => FolderLock.TryTake(Path.Combine(_folder, "file"), "held"), Throws.InstanceOf<IOException>());
    }
}
