using System.Buffers;
using BlindVla.Bridge.V1;
using Google.Protobuf;

namespace BlindVla.Bridge.Tests;

/// <summary>The hand-written way into a response reads what the generated parser reads.</summary>
public sealed class ResponseReaderTests
{
    [Test]
    public void Read_OfAStep_EqualsTheGeneratedParserButForPictures()
    {
        var reader = new ResponseReader();
        var response = Response(request: 7, picture: 1, bytes: 300);

        var read = reader.Read(new ReadOnlySequence<byte>(response.ToByteArray()));

        Assert.That(reader.Picture(0).ToArray(), Is.EqualTo(response.Step.Observation.Images[0].Data.ToByteArray()));
        Assert.That(reader.Picture(1).ToArray(), Is.EqualTo(response.Step.Observation.Images[1].Data.ToByteArray()));
        Assert.That(read, Is.EqualTo(WithoutPictures(response)));
    }

    [Test]
    public void Read_OfAReset_EqualsTheGeneratedParserButForPictures()
    {
        var step = Response(request: 1, picture: 1, bytes: 300).Step;
        var response = new ConnectResponse
        {
            RequestId = 1,
            Reset = new ResetResponse { Observation = step.Observation, Progress = step.Progress },
        };
        var reader = new ResponseReader();

        var read = reader.Read(new ReadOnlySequence<byte>(response.ToByteArray()));

        Assert.That(reader.Picture(1).ToArray(), Is.EqualTo(response.Reset.Observation.Images[1].Data.ToByteArray()));
        Assert.That(read, Is.EqualTo(WithoutPictures(response)));
    }

    [Test]
    public void Read_OfAnError_EqualsTheGeneratedParser()
    {
        var response = new ConnectResponse
        {
            RequestId = 9,
            Error = new RequestError
            {
                Code = RequestError.Types.Code.Unimplemented,
                Field = "a",
                Message = "b",
            },
        };

        Assert.That(new ResponseReader().Read(new ReadOnlySequence<byte>(response.ToByteArray())), Is.EqualTo(response));
    }

    [Test]
    public void Read_OfSeveralSegments_EqualsThatOfOne()
    {
        var response = Response(request: 7, picture: 1, bytes: 300);
        var bytes = response.ToByteArray();
        var reader = new ResponseReader();

        var read = reader.Read(Segment.Split(bytes, 100));

        Assert.That(read, Is.EqualTo(WithoutPictures(response)));
        Assert.That(reader.Picture(0).ToArray(), Is.EqualTo(response.Step.Observation.Images[0].Data.ToByteArray()));
    }

    [Test]
    public void Read_OfFieldsItDoesNotKnow_SkipsThem()
    {
        // Field 1000 as varint, fixed64, bytes and fixed32: what a later v1 server may send.
        byte[] unknown = [0xC0, 0x3E, 0x96, 0x01, 0xC1, 0x3E, 1, 2, 3, 4, 5, 6, 7, 8, 0xC2, 0x3E, 2, 9, 9, 0xC5, 0x3E, 1, 2, 3, 4];
        var response = new ConnectResponse { RequestId = 3 };

        var read = new ResponseReader().Read(new ReadOnlySequence<byte>([.. unknown, .. response.ToByteArray()]));

        Assert.That(read.RequestId, Is.EqualTo(3));
    }

    [Test]
    public void Picture_IsOverwrittenByTheSecondNextOnly()
    {
        var reader = new ResponseReader();
        var pictures = new List<ReadOnlyMemory<byte>>();
        for (byte i = 1; i <= 3; i++)
        {
            reader.Read(new ReadOnlySequence<byte>(Response(i, picture: i, bytes: 100).ToByteArray()));
            pictures.Add(reader.Picture(0));
            if (i == 2)
            {
                Assert.That(pictures[0].Span[0], Is.EqualTo(1), "after the next response");
            }
        }

        Assert.That(pictures[1].Span[0], Is.EqualTo(2));
        Assert.That(pictures[2].Span.Overlaps(pictures[0].Span), "the buffer is used again");
        Assert.That(pictures[2].Span.Overlaps(pictures[1].Span), Is.False);
    }

    [Test]
    public void Picture_OfAnotherSize_HasItsOwnLength()
    {
        var reader = new ResponseReader();
        foreach (var length in new[] { 300, 100, 500, 0 })
        {
            reader.Read(new ReadOnlySequence<byte>(Response(request: 1, picture: 1, bytes: length).ToByteArray()));

            Assert.That(reader.Picture(0).Length, Is.EqualTo(length));
        }
    }

    [Test]
    public void Read_OfAnythingButAMessage_IsInvalidData([Range(1, 40)] int cut)
    {
        var bytes = Response(request: 7, picture: 1, bytes: 30).ToByteArray();

        Assert.That(() => new ResponseReader().Read(new ReadOnlySequence<byte>(bytes[..^cut])), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase(new byte[] { 0x0B })]
    [TestCase(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [TestCase(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    public void Read_OfMalformedFields_IsInvalidData(byte[] bytes)
    {
        Assert.That(() => new ResponseReader().Read(new ReadOnlySequence<byte>(bytes)), Throws.InstanceOf<InvalidDataException>());
    }

    private static ConnectResponse Response(ulong request, byte picture, int bytes)
    {
        var data = Enumerable.Range(0, bytes).Select(i => (byte)(picture + i)).ToArray();
        return new ConnectResponse
        {
            RequestId = request,
            Step = new StepResponse
            {
                Observation = new V1.Observation
                {
                    TimeSeconds = 1.5,
                    State = { 1, 2, float.MaxValue },
                    Images =
                    {
                        new Image
                        {
                            Camera = "a",
                            Width = 10,
                            Height = 10,
                            Encoding = Image.Types.Encoding.Rgb8,
                            Data = ByteString.CopyFrom(data),
                            CaptureTimeSeconds = 1.25,
                        },
                        new Image
                        {
                            Camera = "b",
                            Width = 1,
                            Height = 1,
                            Encoding = Image.Types.Encoding.Rgb8,
                            Data = ByteString.CopyFrom(picture, 2, 3),
                        },
                    },
                    Privileged = new V1.PrivilegedState { RobotBase = new V1.Pose { Position = new Vector3 { X = 1 } } },
                },
                Progress = new V1.TaskProgress { Success = true, Measures = { 1, -0.5 } },
                Terminated = true,
                AppliedAction = { 0.5f, -1 },
                Timing = new StepTiming { PhysicsSeconds = 0.1 },
            },
        };
    }

    private static ConnectResponse WithoutPictures(ConnectResponse response)
    {
        var copy = response.Clone();
        foreach (var image in (copy.Step?.Observation ?? copy.Reset.Observation).Images)
        {
            image.Data = ByteString.Empty;
        }
        return copy;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Split(byte[] bytes, int at)
        {
            var first = new Segment { Memory = bytes.AsMemory(0, at) };
            var second = new Segment { Memory = bytes.AsMemory(at), RunningIndex = at };
            first.Next = second;
            return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
        }
    }
}
