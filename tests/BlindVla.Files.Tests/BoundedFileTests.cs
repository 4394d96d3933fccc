using System.Diagnostics;

namespace BlindVla.Files.Tests;

internal sealed class BoundedFileTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-files-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ReadText_OfAFile_IsItsTextWithoutTheByteOrderMark() =>
        Assert.That(BoundedFile.ReadText(Written("\uFEFFein Maß"), 100), Is.EqualTo("ein Maß"));

    [Test]
    public void ReadBytes_ThroughALink_HasTheLengthOfTheFile()
    {
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Written(new string('x', 200)));

        Assert.That(BoundedFile.ReadBytes(link, 200), Has.Length.EqualTo(200));
        Refused(link, 199, "expected at most 199 bytes, found 200");
    }

    [Test]
    public void ReadBytes_AtTheLimit_IsAllowed() => Assert.That(BoundedFile.ReadBytes(Written("1234"), 4), Has.Length.EqualTo(4));

    [Test]
    public void ReadBytes_OfAPipe_IsRefusedWithoutWaitingForAWriter()
    {
        var pipe = Path.Combine(_folder, "pipe");
        using (var mkfifo = Process.Start("mkfifo", pipe))
        {
            mkfifo.WaitForExit();
        }

        Refused(pipe, 100, "expected a regular file, found a pipe");
    }

    [Test]
    public void ReadBytes_OfADevice_IsRefused() => Refused("/dev/zero", 100, "expected a regular file, found a device");

    [Test]
    public void ReadBytes_OfAFolder_IsRefused() => Refused(_folder, 100, "expected a regular file, found a folder");

    [TestCase("missing")]
    [TestCase("missing/too")]
    public void ReadBytes_OfNothing_SaysSo(string name) => Refused(Path.Combine(_folder, name), 100, "there is no such file");

    [TestCase("")]
    [TestCase("a\0b")]
    public void ReadBytes_OfNoPath_IsRefused(string path) =>
        Refused(path, 100, "expected a path, found an empty one or one with a NUL in it");

    [Test]
    public void ReadText_OfWhatIsNoText_NamesTheByte()
    {
        var path = Path.Combine(_folder, "latin1");
        File.WriteAllBytes(path, [(byte)'a', 0xE4, (byte)'b']);

        Assert.That(
            () => BoundedFile.ReadText(path, 100),
            Throws.TypeOf<IOException>().With.Message.EqualTo("expected UTF-8 text, found an invalid byte at offset 1")
        );
    }

    private static void Refused(string path, int limit, string message) =>
        Assert.That(() => BoundedFile.ReadBytes(path, limit), Throws.TypeOf<IOException>().With.Message.EqualTo(message));

    private string Written(string text)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, text);
        return path;
    }
}
