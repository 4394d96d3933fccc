using BlindVla.Core;

namespace BlindVla.Bridge.Tests;

/// <summary>Temporary folders that are missing, read-only or too deep.</summary>
public sealed class SocketFolderTests
{
    private DirectoryInfo _good = null!;

    [SetUp]
    public void MakeFolder() => _good = Directory.CreateTempSubdirectory("blindvla-test-");

    [TearDown]
    public void RemoveFolder() => _good.Delete(recursive: true);

    [Test]
    public void Create_TakesTheFirstPlaceThatWillDo_AndMakesNone()
    {
        var missing = Path.Combine(_good.FullName, "missing");
        var deep = _good.CreateSubdirectory(new string('d', 100)).FullName;

        var folder = SocketFolder.Create([missing, "/proc", deep, _good.FullName, "/tmp"]);

        Assert.That(folder.Parent!.FullName, Is.EqualTo(_good.FullName));
        Assert.That(folder.Exists && !Directory.Exists(missing));
    }

    [Test]
    public void Create_WhereNoneWillDo_NamesEachWithTheReason()
    {
        var missing = Path.Combine(_good.FullName, "missing");
        var deep = _good.CreateSubdirectory(new string('d', 100)).FullName;

        var error = Assert.Throws<EnvironmentException>(() => SocketFolder.Create([missing, deep]));

        Assert.That(error!.Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(
            error.Message,
            Does.Contain("Set TMPDIR").And.Contain($"{missing}: there is no such folder").And.Contain($"{deep}: too deep")
        );
    }

    [Test]
    public void UsualPlaces_EndInMemory() => Assert.That(SocketFolder.UsualPlaces, Does.Contain("/tmp").And.Contain("/dev/shm").And.Unique);
}
