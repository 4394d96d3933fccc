using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace BlindVla.Training.Tests.Runs;

/// <summary>Read back by a reader of its own, which knows the format of TensorFlow's files and the numbers of their fields.</summary>
public sealed class EventFileTests
{
    private static readonly TrainingRow Row = new(1, 2.5, 1.5, 0.25, null, 3, 1e-3, 100, null, -0.5);

    private string _folder = null!;

    private string FilePath => Path.Combine(_folder, EventFile.FileName);

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("events").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    /// <summary>The check value of CRC-32C in every catalogue of such sums.</summary>
    [Test]
    public void Crc32C_OfItsCheckValue_IsTheKnownOne()
    {
        var check = Encoding.ASCII.GetBytes("123456789");

        Assert.That(EventRecords.Crc32C(check), Is.EqualTo(0xE3069283));
        Assert.That(Crc(check), Is.EqualTo(0xE3069283), "the test's own");
    }

    [Test]
    public void Rows_AreReadBackAsScalars()
    {
        var file = new EventFile(_folder, 0, TimeProvider.System);
        file.OnSteps(Row with { Step = 50 });
        file.OnValidation(new(50, 1.25, 0.5, 0.125, null, 0.0625, 7.5, null, null, null, null));

        var events = Read();

        Assert.That(events[0].Version, Is.EqualTo("brain.Event:2"));
        Assert.That(events.Select(e => e.Step), Is.EqualTo(new[] { 0, 50, 50 }));
        Assert.That(events.Select(e => e.WallTime), Is.All.GreaterThan(1.7e9));
        Assert.That(
            events[1].Scalars,
            Is.EqualTo(
                new Dictionary<string, float>
                {
                    ["train/loss"] = 2.5f,
                    ["train/token_loss"] = 1.5f,
                    ["train/token_accuracy"] = 0.25f,
                    ["train/gradient_norm"] = 3,
                    ["train/learning_rate"] = 1e-3f,
                    ["train/samples_per_second"] = 100,
                    ["train/cosine"] = -0.5f,
                }
            )
        );
        Assert.That(
            events[2].Scalars,
            Is.EqualTo(
                new Dictionary<string, float>
                {
                    ["validation/token_loss"] = 1.25f,
                    ["validation/token_accuracy"] = 0.5f,
                    ["validation/action_error"] = 0.125f,
                    ["validation/place_error"] = 0.0625f,
                    ["validation/place_error_mm"] = 7.5f,
                }
            )
        );
    }

    [Test]
    public void Rows_OfStepsThatAreMadeAgain_AreThereOnce()
    {
        var first = new EventFile(_folder, 0, TimeProvider.System);
        foreach (var step in new[] { 50, 100, 150 })
        {
            first.OnSteps(Row with { Step = step });
        }

        var resumed = new EventFile(_folder, 100, TimeProvider.System);
        resumed.OnSteps(Row with { Step = 150 });

        Assert.That(Read().Select(e => e.Step), Is.EqualTo(new[] { 0, 50, 100, 150 }));
    }

    [Test]
    public void Rows_BehindOneThatIsTorn_AreReadable([Values(1, 5, 13, 30)] int torn)
    {
        var first = new EventFile(_folder, 0, TimeProvider.System);
        first.OnSteps(Row with { Step = 50 });
        first.OnSteps(Row with { Step = 100 });
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..^torn]);

        new EventFile(_folder, 100, TimeProvider.System).OnSteps(Row with { Step = 150 });

        Assert.That(Read().Select(e => e.Step), Is.EqualTo(new[] { 0, 50, 150 }));
    }

    private List<(double WallTime, long Step, string Version, Dictionary<string, float> Scalars)> Read()
    {
        var events = new List<(double, long, string, Dictionary<string, float>)>();
        var left = File.ReadAllBytes(FilePath).AsSpan();
        while (left.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(left);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(left[8..]), Is.EqualTo(Masked(left[..8])), "sum of the length");
            var record = left.Slice(12, length);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(left[(12 + length)..]), Is.EqualTo(Masked(record)), "sum of the record");
            events.Add(Parse(record.ToArray()));
            left = left[(12 + length + 4)..];
        }
        return events;
    }

    private static (double, long, string, Dictionary<string, float>) Parse(byte[] message)
    {
        var (wallTime, step, version, scalars) = (0.0, 0L, "", new Dictionary<string, float>());
        var input = new CodedInputStream(message);
        while (input.ReadTag() is > 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    wallTime = input.ReadDouble();
                    break;
                case 2:
                    step = input.ReadInt64();
                    break;
                case 3:
                    version = input.ReadString();
                    break;
                case 5:
                    var summary = input.ReadBytes().CreateCodedInput();
                    while (summary.ReadTag() is > 0 and var value)
                    {
                        Assert.That(WireFormat.GetTagFieldNumber(value), Is.EqualTo(1));
                        var (name, scalar) = Scalar(summary.ReadBytes().CreateCodedInput());
                        scalars.Add(name, scalar);
                    }
                    break;
                default:
                    Assert.Fail($"field {WireFormat.GetTagFieldNumber(tag)}");
                    break;
            }
        }
        return (wallTime, step, version, scalars);
    }

    private static (string, float) Scalar(CodedInputStream value)
    {
        var (name, scalar) = ("", float.NaN);
        while (value.ReadTag() is > 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    name = value.ReadString();
                    break;
                case 2:
                    scalar = value.ReadFloat();
                    break;
                default:
                    Assert.Fail($"field {WireFormat.GetTagFieldNumber(tag)}");
                    break;
            }
        }
        return (name, scalar);
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = Crc(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    /// <summary>Bit by bit, by the definition.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }
        return ~crc;
    }
}
