using System.Text;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Runs;

internal sealed class ActionLogTests
{
    private static readonly TrialKey Key = new("tiny/reach/vision/table@0.5/0003", "seeker");
    private static readonly float[] Actions = [1, 2, float.Epsilon, -0f, 5, 6];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Write_Actions_AreReadBackBitForBit()
    {
        var log = new ActionLog(_folder.Path);

        log.Write(Key, Actions, 3);

        var (values, length) = log.Read(Key);
        Assert.Multiple(() =>
        {
            Assert.That(length, Is.EqualTo(3));
            Assert.That(values.Select(BitConverter.SingleToInt32Bits), Is.EqualTo(Actions.Select(BitConverter.SingleToInt32Bits)));
            Assert.That(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Is.EqualTo(new[]
            {
                _folder["seeker/tiny__reach__vision__table@0.5__0003.npy"],
            }));
        });
    }

    [Test]
    public void Write_File_FollowsTheNumpyFormat()
    {
        var log = new ActionLog(_folder.Path);

        log.Write(Key, Actions, 3);

        var file = File.ReadAllBytes(log.FileOf(Key));
        var headerLength = BitConverter.ToUInt16(file, 8);
        Assert.Multiple(() =>
        {
            Assert.That(file[..8], Is.EqualTo(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }));
            Assert.That((10 + headerLength) % 64, Is.Zero);
            Assert.That(Encoding.ASCII.GetString(file, 10, headerLength).TrimEnd(), Is.EqualTo("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
            Assert.That(file[10 + headerLength - 1], Is.EqualTo((byte)'\n'));
            Assert.That(file, Has.Length.EqualTo(10 + headerLength + (4 * Actions.Length)));
        });
    }

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(70)]
    [TestCase(-1)]
    public void Read_FileIsCut_IsRefused(int length)
    {
        var log = new ActionLog(_folder.Path);
        log.Write(Key, Actions, 3);
        var file = File.ReadAllBytes(log.FileOf(Key));
        File.WriteAllBytes(log.FileOf(Key), length < 0 ? file[..^1] : file[..length]);

        var error = Assert.Throws<RunException>(() => log.Read(Key));

        Assert.That(error!.Message, Does.Contain("cannot read the actions of").And.Contain(".npy"));
    }

    [TestCase("../../etc/passwd", "p")]
    [TestCase("a//b", "p")]
    [TestCase("a__b/c", "p")]
    [TestCase("a/b", "p/q")]
    [TestCase("a/b c", "p")]
    [TestCase("", "p")]
    public void FileOf_NameThatIsNoFileName_IsRefused(string episode, string policy) =>
        Assert.That(() => new ActionLog(_folder.Path).FileOf(new(episode, policy)), Throws.TypeOf<RunException>());

    [Test]
    public void Write_FolderCannotBeMade_SaysWhichFile()
    {
        File.WriteAllText(_folder["seeker"], "in the way");

        var error = Assert.Throws<RunException>(() => new ActionLog(_folder.Path).Write(Key, Actions, 3));

        Assert.That(error!.Message, Does.Contain("cannot write").And.Contain("0003.npy").And.Contain("--resume"));
    }
}
