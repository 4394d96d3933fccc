using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Imports.Tests;

public sealed class ForeignJsonTests
{
    [TestCase("[NaN, Infinity, -Infinity, -1]", "[null, null, null, -1]")]
    [TestCase("""{"NaN": "NaN \" Infinity \\", "x": NaN}""", """{"NaN": "NaN \" Infinity \\", "x": null}""")]
    [TestCase("\uFEFF[1]", "[1]")]
    public void Parse_OfNotANumber_IsNull(string text, string expected) =>
        Assert.That(ForeignJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), "file").Value.GetRawText(), Is.EqualTo(expected));

    [TestCase("""{"a": 1, "a": 2}""", "file")]
    [TestCase("[NaNa]", "file")]
    [TestCase("\"NaN", "file, line 1: it is no JSON, or was cut short")]
    [TestCase("[1,\n2", "file, line 2: it is no JSON, or was cut short")]
    [TestCase("", "file, line 1: it is no JSON, or was cut short")]
    [TestCase("\u0080\u0004\u0095", "file, line 1: it is no JSON, or was cut short")]
    public void Parse_OfNoJson_SaysWhere(string text, string expected) =>
        Assert.That(
            () => ForeignJson.Parse(System.Text.Encoding.Latin1.GetBytes(text), "file"),
            Throws.TypeOf<FormatException>().With.Message.StartsWith(expected)
        );

    [Test]
    public void Text_OfHalfACharacter_IsRefused() =>
        Assert.That(
            () => ForeignJson.Parse("""["\ud800"]"""u8.ToArray(), "file").Items()[0].Text(),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("file[0]: expected Unicode text, found half a character")
        );

    /// <summary>Whatever is broken in a file is said, and is no defect of this program.</summary>
    [TestCase("lerobot/pusht_baseline.json")]
    [TestCase("lerobot/libero_two.json")]
    [TestCase("vla-eval/broken_aggregate.json")]
    [TestCase("vla-eval/recording-broken.sqlite")]
    public void Read_OfAnyFile_IsThereOrIsRefused(string name)
    {
        const int Times = 500;
        var original = File.ReadAllBytes(Fixture.PathOf(name));
        var random = KeyedRandom.Create(14, name);
        using var files = new Fixture();
        var path = Path.Combine(files.Folder, "file.json");
        var refused = 0;
        for (var i = 0; i < Times; i++)
        {
            var bytes = original.ToArray();
            for (var k = 1 + random.NextInt(3); k > 0; k--)
            {
                bytes[random.NextInt(bytes.Length)] = (byte)(
                    random.NextInt(2) == 0 ? random.NextInt(256) : "{}[],:\"0N"[random.NextInt(9)]
                );
            }
            File.WriteAllBytes(path, random.NextInt(4) == 0 ? bytes[..random.NextInt(bytes.Length)] : bytes);
            try
            {
                ImportSource.Read(path, from: null);
            }
            catch (InputException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.InRange(1, Times));
    }
}
