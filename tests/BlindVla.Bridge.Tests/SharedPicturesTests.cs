using System.Buffers;
using BlindVla.Bridge.V1;
using Google.Protobuf;

namespace BlindVla.Bridge.Tests;

/// <summary>Pictures that a server leaves in memory instead of sending them.</summary>
[Platform("Linux")]
public sealed class SharedPicturesTests
{
    [Test]
    public void Read_OfAPictureInSharedMemory_GivesWhatTheServerWroteThere()
    {
        using var shared = new SharedPictures(100);
        Write(shared, offset: 40, [1, 2, 3, 4, 5, 6]);
        var reader = new ResponseReader { Shared = shared };

        reader.Read(Response(offset: 40, width: 2, height: 1));

        Assert.That(reader.Picture(0).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Read_OfAPictureInSharedMemory_OutlivesTheServersNextWrite()
    {
        using var shared = new SharedPictures(6);
        Write(shared, offset: 0, [1, 2, 3, 4, 5, 6]);
        var reader = new ResponseReader { Shared = shared };
        reader.Read(Response(offset: 0, width: 2, height: 1));
        var picture = reader.Picture(0);

        Write(shared, offset: 0, [9, 9, 9, 9, 9, 9]);
        reader.Read(Response(offset: 0, width: 2, height: 1));

        Assert.That(picture.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase(95ul, 2u, 1u)]
    [TestCase(101ul, 0u, 0u)]
    [TestCase(ulong.MaxValue, 1u, 1u)]
    public void Read_OfAPictureOutsideSharedMemory_IsRefused(ulong offset, uint width, uint height)
    {
        using var shared = new SharedPictures(100);
        var reader = new ResponseReader { Shared = shared };

        Assert.That(() => reader.Read(Response(offset, width, height)), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void Read_OfAPictureInSharedMemoryThatWasNotOffered_IsRefused()
    {
        Assert.That(() => new ResponseReader().Read(Response(0, 1, 1)), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void SharedPictures_CannotBeShrunk()
    {
        using var shared = new SharedPictures(100);
        using var file = File.OpenHandle(shared.Offer.Path, FileMode.Open, FileAccess.ReadWrite);

        Assert.That(() => RandomAccess.SetLength(file, 10), Throws.InstanceOf<SystemException>());
    }

    private static void Write(SharedPictures shared, long offset, byte[] bytes)
    {
        using var file = File.OpenHandle(shared.Offer.Path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, bytes, offset);
    }

    private static ReadOnlySequence<byte> Response(ulong offset, uint width, uint height)
    {
        var image = new Image
        {
            Camera = "camera",
            Width = width,
            Height = height,
            MemoryOffset = offset,
        };
        return new(new ConnectResponse { Step = new StepResponse { Observation = new Observation { Images = { image } } } }.ToByteArray());
    }
}
