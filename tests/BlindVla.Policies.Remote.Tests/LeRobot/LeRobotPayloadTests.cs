using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote.Tests;

/// <summary>The form without pickles, as Python's own libraries write it, and the program that translates it into pickles.</summary>
internal sealed class LeRobotPayloadTests
{
    // Two actions of two values.
    private const string Answer =
        "0000006b7b2274797065223a202254696d6564416374696f6e73222c2022616374696f6e73223a205b7b2274696d657374616d70223a20312e352c202274696d"
        + "6573746570223a20337d2c207b2274696d657374616d70223a20312e372c202274696d6573746570223a20347d5d7d80000000000000007b22616374696f6e5f"
        + "30223a7b226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b302c385d7d2c22616374696f6e5f31223a7b"
        + "226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b382c31365d7d7d2020202020200000803f0000004000"
        + "00404000008040";

    private static readonly Observation Seen = new(
        0,
        [new(Conventions.MainCamera, 2, 1, new byte[] { 1, 2, 3, 4, 5, 6 }, 0)],
        new float[14],
        null
    );

    [Test]
    public void Actions_AreReadAsPythonWritesThem()
    {
        var payload = LeRobotPayload.Decode(Convert.FromHexString(Answer), LeRobotPayload.Actions);

        var actions = ((WireValue.Numbers)LeRobotLayout.ReadActions(payload, width: 2)).Value;

        Assert.That(actions.ToString(), Is.EqualTo("<f4 [2, 2]"));
        Assert.That(actions.ToSingles(), Is.EqualTo(new[] { 1f, 2, 3, 4 }));
        // Python has a blank behind each comma and colon of the text; the arrays are the same.
        var length = BinaryPrimitives.ReadInt32BigEndian(Convert.FromHexString(Answer));
        Assert.That(SafeTensors.Encode(payload.Arrays), Is.EqualTo(Convert.FromHexString(Answer)[(4 + length)..]));
    }

    [Test]
    public async Task Arrays_OfAFileThatTheLibraryWrote_AreReadAndWrittenAgain()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "golden", "openvla-a", "model.safetensors"));

        var arrays = SafeTensors.Decode(file);
        var again = SafeTensors.Encode(arrays);

        var data = arrays.Values.Sum(array => array.Data.Length);
        Assert.That(data, Is.GreaterThan(1_000_000));
        Assert.That(again[^data..], Is.EqualTo(file[^data..]), "in the same order");
    }

    [Test]
    public void Observation_ComesBack()
    {
        var mapping = SomeMapping.Of("widowx-lerobot", ("size: 256x256", "size: 2x1"));
        var sent = LeRobotLayout.Observation(mapping.Request(Seen, "put it"), time: 1.5, step: 3).Encode();

        var (seen, instruction) = mapping.ReadRequest(
            LeRobotLayout.ReadObservation(LeRobotPayload.Decode(sent, LeRobotPayload.Observation))
        );

        Assert.That(instruction, Is.EqualTo("put it"));
        Assert.That(seen.Images[0].Rgb.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase("", "expected the length of a text within 0 bytes")]
    [TestCase("00000009", "expected the length of a text within 4 bytes, found 9")]
    [TestCase("000000027b7d", "'type': expected TimedActions, found an empty map")]
    [TestCase("8004952e", "this is a pickle, which could run a program")]
    public void WhatIsNoPayload_IsRefused(string dump, string reason) =>
        Assert.That(
            () => LeRobotPayload.Decode(Convert.FromHexString(dump), LeRobotPayload.Actions),
            Throws.TypeOf<WireException>().With.Message.Contains(reason)
        );

    [TestCase("{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}", "elements of type 'BF16' are not read")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9]}}", "expected offsets within 4 bytes, found 0 to 9")]
    [TestCase("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "has 8 bytes, found 4")]
    [TestCase("{\"a\":[]}", "expected dtype, shape and data_offsets")]
    [TestCase("[]", "a safetensors header: expected a map")]
    public void ArraysThatContradictThemselves_AreRefused(string header, string reason)
    {
        var bytes = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 8);

        Assert.That(() => SafeTensors.Decode(bytes), Throws.TypeOf<WireException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task Translator_ReadsAndWritesWhatIsSpokenHere()
    {
        var mapping = SomeMapping.Of("widowx-lerobot");
        var request = new WireValue.Map(
            ("image_0", new WireValue.Numbers(NumericArray.Of(new byte[] { 1, 2, 3, 4, 5, 6 }.AsMemory(), 1, 2, 3))),
            ("x", new WireValue.Numbers(NumericArray.Of([1.5f], 1))),
            ("task", new WireValue.Text("put it"))
        );
        var observation = LeRobotLayout.Observation(request, time: 1.5, step: 3);
        byte[][] payloads =
        [
            observation.Encode(),
            LeRobotLayout.Setup(LeRobotWire.Checkpoint, mapping).Encode(),
            LeRobotLayout.Actions(NumericArray.Of(new float[14], 2, 7), observation).Encode(),
        ];
        foreach (var payload in payloads)
        {
            var (code, output, error) = await TranslateAsync(payload);
            Assert.That(code, Is.Zero, error);
            Assert.That(output, Is.EqualTo(payload));
        }
        var pickle = await TranslateAsync([0x80, 4, 0x95, 0]);
        Assert.That(pickle.Code, Is.EqualTo(1));
        Assert.That(pickle.Error, Does.StartWith("expected the length of a text within 4 bytes"));
        TestContext.Out.WriteLine(
            "What it makes of LeRobot's pickles is not tested here, because that needs lerobot and torch, which no test installs."
        );
    }

    private static async Task<(int Code, byte[] Output, string Error)> TranslateAsync(byte[] payload)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "lerobot_translator.py");
        using var process = Start(
            new("python3", ["-I", program, "--check"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        );
        await process.StandardInput.BaseStream.WriteAsync(payload);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), await error);
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            Assert.Ignore($"python3 cannot be started: {e.Message}");
            throw;
        }
    }
}
