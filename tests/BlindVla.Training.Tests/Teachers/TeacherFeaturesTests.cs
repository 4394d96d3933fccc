using BlindVla.Core;
using BlindVla.Policies.Torch;

namespace BlindVla.Training.Tests;

public sealed class TeacherFeaturesTests
{
    private const int Frames = 100;
    private const int HeadBytes = 64;

    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        TorchNative.Require();
        _folder = Directory.CreateTempSubdirectory("features").FullName;
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Read_OfAnyFrame_IsWhatTheTeacherSeesInIt()
    {
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        Complete(features);

        foreach (var frame in new[] { 0, 37, Frames - 1 })
        {
            using var expected = teacher.Features([Picture(frame)]);
            Assert.That(
                features.Read(frame).Select(value => (float)value),
                Is.EqualTo(expected.data<float>().ToArray().Select(value => (float)(Half)value)).Within(1e-3)
            );
        }
    }

    [Test]
    public void Read_OfEveryThirdFrame_IsThatFrames()
    {
        using var teacher = new ColourTeacher(4);
        using var all = New(teacher);
        using var some = New(teacher, stride: 3);
        Complete(all);
        Complete(some);

        Assert.That(some.Rows, Is.EqualTo(34));
        Assert.That(some.Read(33), Is.EqualTo(all.Read(33)));
        Assert.That(some.FilePath, Is.Not.EqualTo(all.FilePath));
    }

    [Test]
    public void Complete_Twice_LooksOnce()
    {
        using var teacher = new ColourTeacher(4);
        using (var first = New(teacher))
        {
            Complete(first);
        }
        using var again = New(teacher);

        Complete(again);

        Assert.That(teacher.Looks, Is.EqualTo(Frames));
    }

    [Test]
    public void Complete_InterruptedAnywhere_ComesToTheSameBytesAndLooksAtNothingTwice([Values(0, 1, 4, 6)] int chunks)
    {
        var expected = Whole();
        using var source = new CancellationTokenSource();
        using var teacher = new ColourTeacher(4);
        using (var interrupted = New(teacher))
        {
            Assert.That(
                interrupted.Complete(
                    progress =>
                    {
                        if (progress.Done >= 16 * chunks)
                        {
                            source.Cancel();
                        }
                    },
                    source.Token
                ),
                Is.False
            );
        }
        using var resumed = New(teacher);

        Complete(resumed);

        Assert.That(File.ReadAllBytes(resumed.FilePath), Is.EqualTo(expected));
        Assert.That(teacher.Looks, Is.EqualTo(Frames));
    }

    [Test]
    public void Complete_AfterAKillInTheMiddleOfARow_ComesToTheSameBytes([Values(10, HeadBytes, HeadBytes + 1, 5000)] int bytes)
    {
        var expected = Whole();
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        File.WriteAllBytes(features.FilePath + ".unfinished", expected[..bytes]);

        Complete(features);

        Assert.That(File.ReadAllBytes(features.FilePath), Is.EqualTo(expected));
        Assert.That(teacher.Looks, bytes == 5000 ? Is.EqualTo(Frames - 16) : Is.EqualTo(Frames));
    }

    [Test]
    public void Complete_OnADiskThatFillsUp_SaysWhereAndKeepsWhatItHas()
    {
        var expected = Whole();
        var looks = 0;
        using var failing = new ColourTeacher(4)
        {
            BeforeLook = () =>
            {
                if (++looks == 3)
                    throw new IOException("No space left on device");
            },
        };
        using (var features = New(failing))
        {
            var error = Assert.Throws<TrainingException>(() => Complete(features));
            Assert.That(error!.Message, Does.Contain(features.FilePath).And.Contain("No space left").And.Contain("goes on"));
        }
        using var teacher = new ColourTeacher(4);
        using var resumed = New(teacher);

        Complete(resumed);

        Assert.That(teacher.Looks, Is.EqualTo(Frames - 32));
        Assert.That(File.ReadAllBytes(resumed.FilePath), Is.EqualTo(expected));
    }

    [Test]
    public void Complete_WithoutTheSpace_SaysHowMuchIsMissingBeforeItLooks()
    {
        var frames = (int)Math.Min(int.MaxValue, (new DriveInfo(_folder).AvailableFreeSpace / (96 * 2)) + 1_000_000);
        using var teacher = new ColourTeacher(4);

        var error = Assert.Throws<TrainingException>(() =>
        {
            using var features = New(teacher, frames: frames);
            Complete(features);
        });

        Assert.That(error!.Message, Does.Contain("MiB are free").And.Contain(_folder).Or.Contain("fewer frames"));
        Assert.That(teacher.Looks, Is.Zero);
    }

    [Test]
    public void Complete_OfAnotherTeacher_IsAnotherFile()
    {
        using var first = New(new ColourTeacher(4));
        using var second = New(new ColourTeacher(4, "other colours"));

        Assert.That(second.FilePath, Is.Not.EqualTo(first.FilePath));
    }

    [Test]
    public void Complete_WithAFileThatWasChanged_RefusesIt([Values] bool cut)
    {
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        var bytes = Whole();
        bytes[10] ^= (byte)(cut ? 0 : 1);
        File.WriteAllBytes(features.FilePath, cut ? bytes[..^1] : bytes);

        var error = Assert.Throws<TrainingException>(() => Complete(features));

        Assert.That(error!.Message, Does.Contain(features.FilePath).And.Contain("damaged").And.Contain("delete"));
    }

    [Test]
    public void Complete_WhileAnotherIsAtIt_WaitsAndTakesItsResult()
    {
        var whole = Whole();
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        using var other = new FileStream(features.FilePath + ".unfinished", FileMode.Create, FileAccess.Write, FileShare.None);
        other.Write(whole);
        other.Flush();

        var isDone = features.Complete(
            progress =>
            {
                Assert.That(progress.Done, Is.EqualTo(Frames));
                File.Move(other.Name, features.FilePath);
                other.Dispose();
            },
            CancellationToken.None
        );

        Assert.That(isDone, Is.True);
        Assert.That(teacher.Looks, Is.Zero);
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Complete_AfterAnotherGaveUp_GoesOnWithWhatItLeft()
    {
        var whole = Whole();
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        using var other = new FileStream(features.FilePath + ".unfinished", FileMode.Create, FileAccess.Write, FileShare.None);
        other.Write(whole.AsSpan(0, whole.Length / 2));
        other.Flush();

        var isDone = features.Complete(_ => other.Dispose(), CancellationToken.None);

        Assert.That(isDone, Is.True);
        Assert.That(teacher.Looks, Is.EqualTo(Frames - 48));
        Assert.That(File.ReadAllBytes(features.FilePath), Is.EqualTo(whole));
    }

    [Test]
    public void Complete_CancelledWhileAnotherIsAtIt_IsNotDone()
    {
        using var source = new CancellationTokenSource();
        using var teacher = new ColourTeacher(4);
        using var features = New(teacher);
        using var other = new FileStream(features.FilePath + ".unfinished", FileMode.Create, FileAccess.Write, FileShare.None);

        Assert.That(features.Complete(_ => source.Cancel(), source.Token), Is.False);
    }

    private static void Complete(TeacherFeatures features) => Assert.That(features.Complete(_ => { }, CancellationToken.None), Is.True);

    private TeacherFeatures New(ITeacher teacher, int stride = 1, int frames = Frames) =>
        new(_folder, teacher, "data", "digest", frames, stride, Picture);

    /// <summary>What a run that nobody interrupts leaves; it is gone when this returns.</summary>
    private byte[] Whole()
    {
        using var features = New(new ColourTeacher(4));
        Complete(features);
        var bytes = File.ReadAllBytes(features.FilePath);
        File.Delete(features.FilePath);
        return bytes;
    }

    private static byte[] Picture(int frame)
    {
        var random = KeyedRandom.Create((ulong)frame);
        return [.. Enumerable.Range(0, 16 * 16 * 3).Select(_ => (byte)random.NextInt(256))];
    }
}
