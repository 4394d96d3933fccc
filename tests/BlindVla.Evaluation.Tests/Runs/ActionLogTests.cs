using System.Text;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Runs;

internal sealed class ActionLogTests
{
    private static readonly RecordedActions Actions = new(
        new[] { 1, 2, float.Epsilon, -0f, 5, 6 },
        new[] { 0, 0, 0, 1, 2, float.Epsilon },
        3
    );
    private static readonly TrialRecord Trial = SomeTrials.Ended(SomeEpisodes.Perturbed(3), "seeker", success: true) with
    {
        RequestedActionsSha256 = Actions.RequestedSha256,
        AppliedActionsSha256 = Actions.AppliedSha256,
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Write_Actions_AreReadBackBitForBit()
    {
        var log = new ActionLog(_folder.Path);

        log.Write(Trial.Key, Actions);

        var read = log.Read(Trial);
        Assert.Multiple(() =>
        {
            Assert.That(read.Length, Is.EqualTo(3));
            Assert.That(Bits(read.Requested), Is.EqualTo(Bits(Actions.Requested)));
            Assert.That(Bits(read.Applied!.Value), Is.EqualTo(Bits(Actions.Applied!.Value)));
            Assert.That(
                Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories),
                Is.EqualTo(new[] { _folder["seeker/tiny__reach__vision__table@0.5__0003.npy"] })
            );
        });

        static IEnumerable<int> Bits(ReadOnlyMemory<float> values) => values.ToArray().Select(BitConverter.SingleToInt32Bits);
    }

    [Test]
    public void Read_FileOfAnEarlierVersion_HasRequestedActionsOnly()
    {
        var log = new ActionLog(_folder.Path);
        log.Write(Trial.Key, Actions with { Applied = null });

        var read = log.Read(Trial with { AppliedActionsSha256 = null });

        Assert.Multiple(() =>
        {
            Assert.That(read.Requested.ToArray(), Is.EqualTo(Actions.Requested.ToArray()));
            Assert.That(read.Applied, Is.Null);
            Assert.That(
                () => log.Read(Trial),
                Throws.TypeOf<RunException>().With.Message.Contains("of the applied actions, the file has none")
            );
        });
    }

    [Test]
    public void Read_AppliedActionsWereChanged_IsRefused()
    {
        var log = new ActionLog(_folder.Path);
        log.Write(Trial.Key, Actions with { Applied = Actions.Requested });

        Assert.That(
            () => log.Read(Trial),
            Throws.TypeOf<RunException>().With.Message.Contains("was changed").And.Message.Contains("applied actions")
        );
    }

    [Test]
    public void Write_File_FollowsTheNumpyFormat()
    {
        var log = new ActionLog(_folder.Path);

        log.Write(Trial.Key, Actions);

        var file = File.ReadAllBytes(log.FileOf(Trial.Key));
        var headerLength = BitConverter.ToUInt16(file, 8);
        Assert.Multiple(() =>
        {
            Assert.That(file[..8], Is.EqualTo(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }));
            Assert.That((10 + headerLength) % 64, Is.Zero);
            Assert.That(
                Encoding.ASCII.GetString(file, 10, headerLength).TrimEnd(),
                Is.EqualTo("{'descr': '<f4', 'fortran_order': " + "False, 'shape': (2, 2, 3), }")
            );
            Assert.That(file[10 + headerLength - 1], Is.EqualTo((byte)'\n'));
            Assert.That(file, Has.Length.EqualTo(10 + headerLength + (4 * 2 * 2 * 3)));
        });
    }

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(70)]
    [TestCase(152)]
    [TestCase(-1)]
    public void Read_FileIsCut_IsRefused(int length)
    {
        var log = new ActionLog(_folder.Path);
        log.Write(Trial.Key, Actions);
        var file = File.ReadAllBytes(log.FileOf(Trial.Key));
        File.WriteAllBytes(log.FileOf(Trial.Key), length < 0 ? file[..^1] : file[..length]);

        var error = Assert.Throws<RunException>(() => log.Read(Trial));

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

        var error = Assert.Throws<RunException>(() => new ActionLog(_folder.Path).Write(Trial.Key, Actions));

        Assert.That(error!.Message, Does.Contain("cannot write").And.Contain("0003.npy").And.Contain("--resume"));
    }
}
