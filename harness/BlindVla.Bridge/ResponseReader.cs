using System.Buffers;
using Google.Protobuf;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>
/// Parses the responses of one session, copying each picture once, into buffers it reuses. The generated parser makes a new array for
/// every picture; at 224 x 224 pixels and more those land on the large object heap, which costs a full garbage collection every few steps.
/// </summary>
/// <remarks>Everything but the path down to <c>Image.data</c> goes through the generated parser.</remarks>
internal sealed class ResponseReader
{
    // Two sets in turn: a picture stays valid until the second next call, as Observation promises.
    private readonly List<byte[]>[] _sets =
    [
        [],
        [],
    ];
    private readonly List<int> _lengths = [];
    private int _current;

    /// <summary>Where the server may leave pictures instead of sending them; null until some is offered.</summary>
    public SharedPictures? Shared { get; set; }

    /// <summary>The parsed response, with <c>Image.data</c> left empty.</summary>
    public Proto.ConnectResponse Read(ReadOnlySequence<byte> payload)
    {
        // grpc-dotnet hands over one segment; a message that comes in several is still read right.
        var fields = new WireFields(payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray());
        var response = new Proto.ConnectResponse();
        while (fields.MoveNext())
        {
            switch (fields.Number)
            {
                case Proto.ConnectResponse.ResetFieldNumber:
                    response.Reset = ReadReset(fields.Payload);
                    break;
                case Proto.ConnectResponse.StepFieldNumber:
                    response.Step = ReadStep(fields.Payload);
                    break;
                default:
                    response.MergeFrom(fields.Field);
                    break;
            }
        }
        return response;
    }

    /// <summary>The content of the latest observation's picture with this index.</summary>
    public ReadOnlyMemory<byte> Picture(int index) => _sets[_current][index].AsMemory(0, _lengths[index]);

    private Proto.ResetResponse ReadReset(ReadOnlySpan<byte> message)
    {
        var reset = new Proto.ResetResponse();
        var fields = new WireFields(message);
        while (fields.MoveNext())
        {
            if (fields.Number == Proto.ResetResponse.ObservationFieldNumber)
            {
                reset.Observation = ReadObservation(fields.Payload);
            }
            else
            {
                reset.MergeFrom(fields.Field);
            }
        }
        return reset;
    }

    private Proto.StepResponse ReadStep(ReadOnlySpan<byte> message)
    {
        var step = new Proto.StepResponse();
        var fields = new WireFields(message);
        while (fields.MoveNext())
        {
            if (fields.Number == Proto.StepResponse.ObservationFieldNumber)
            {
                step.Observation = ReadObservation(fields.Payload);
            }
            else
            {
                step.MergeFrom(fields.Field);
            }
        }
        return step;
    }

    private Proto.Observation ReadObservation(ReadOnlySpan<byte> message)
    {
        _current = 1 - _current;
        _lengths.Clear();
        var observation = new Proto.Observation();
        var fields = new WireFields(message);
        while (fields.MoveNext())
        {
            if (fields.Number == Proto.Observation.ImagesFieldNumber)
            {
                observation.Images.Add(ReadImage(fields.Payload));
            }
            else
            {
                observation.MergeFrom(fields.Field);
            }
        }
        return observation;
    }

    private Proto.Image ReadImage(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> data = [];
        var image = new Proto.Image();
        var fields = new WireFields(message);
        while (fields.MoveNext())
        {
            if (fields.Number == Proto.Image.DataFieldNumber)
            {
                data = fields.Payload;
            }
            else
            {
                image.MergeFrom(fields.Field);
            }
        }
        Store(image.HasMemoryOffset ? InSharedMemory(image) : data);
        return image;
    }

    private ReadOnlySpan<byte> InSharedMemory(Proto.Image image)
    {
        var shared = Shared ?? throw new InvalidDataException("The server left a picture in shared memory, but none was offered.");
        return shared.Picture(image.MemoryOffset, checked(3UL * image.Width * image.Height));
    }

    private void Store(ReadOnlySpan<byte> data)
    {
        var (set, index) = (_sets[_current], _lengths.Count);
        if (index == set.Count)
        {
            set.Add([]);
        }
        if (set[index].Length < data.Length)
        {
            set[index] = GC.AllocateUninitializedArray<byte>(data.Length);
        }
        data.CopyTo(set[index]);
        _lengths.Add(data.Length);
    }
}
