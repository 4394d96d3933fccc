using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BlindVla.Files.Tests;

internal sealed partial class StrictJsonTests
{
    private const string Right = """
        {
          "name": "a", "count": 3, "rate": 0.5, "exact": true, "colour": "red",
          "parts": [{ "name": "b" }], "at": "2026-01-31T12:00:00+00:00"
        }
        """;

    [Test]
    public void Parse_OfARightObject_IsIt() =>
        Assert.Multiple(() =>
        {
            Assert.That(Parse(Right).Parts.Single().Name, Is.EqualTo("b"));
            Assert.That(Parse("\uFEFF" + Right).Count, Is.EqualTo(3));
        });

    [TestCase("")]
    [TestCase("\uFEFF \n")]
    public void Parse_OfNothing_SaysSo(string text) =>
        Assert.That(() => Parse(text), Throws.TypeOf<FormatException>().With.Message.EqualTo("expected an object, found nothing"));

    [TestCase("\"count\": 3", "\"count\": \"x\"", "line 2: expected a whole number that is not too large at $.count, found \"x\"")]
    [TestCase(
        "\"count\": 3",
        "\"count\": 3000000000",
        "line 2: expected a whole number that is not too large at $.count, found 3000000000"
    )]
    [TestCase("\"count\": 3", "\"count\": 1.5", "line 2: expected a whole number that is not too large at $.count, found 1.5")]
    [TestCase("0.5", "1e999", "line 2, column 36: expected a number of at most 1.7976931348623157E+308, found 1e999")]
    [TestCase("0.5", "NaN", "line 2: 'N' is an invalid start of a value")]
    [TestCase("0.5", "[1]", "line 2: expected a number at $.rate, found a list")]
    [TestCase("true", "null", "line 2: expected true or false at $.exact, found null")]
    [TestCase("\"a\"", "null", "line 2: expected a value at $.name, found null")]
    [TestCase("\"a\"", "{\"b\":1}", "line 2: expected text at $.name, found an object")]
    [TestCase("\"red\"", "\"pink\"", "line 2: expected \"red\" or \"dark_green\" at $.colour, found \"pink\"")]
    [TestCase("\"exact\"", "\"count\"", "line 2, column 41: the key 'count' appears twice")]
    [TestCase("\"exact\"", "\"exacto\"", "there is no key 'exacto' here")]
    [TestCase("\"exact\": true,", "", "expected 'exact', which is missing")]
    [TestCase("\"b\"", "7", "line 3: expected text at $.parts[0].name, found 7")]
    [TestCase("[{ \"name\": \"b\" }]", "[null]", "line 3, column 13: expected a value, found null")]
    [TestCase("[{ \"name\": \"b\" }]", "null", "line 3: expected a list at $.parts, found null")]
    [TestCase("2026-01-31", "yesterday", "expected a date and time such as 2026-01-31T12:00:00+00:00 at $.at")]
    [TestCase("\"a\"", "\"\\ud800\"", "expected Unicode text, found half a character")]
    public void Parse_OfOneWrongValue_SaysWhereWhatWasExpectedAndFound(string right, string wrong, string message)
    {
        var text = Right.Replace(right, wrong, StringComparison.Ordinal);

        Assert.That(() => Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(message).And.Message.Not.Contains("System."));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("{} {}")]
    public void Parse_OfNoSuchObject_IsRefused(string text) =>
        Assert.That(() => Parse(text), Throws.TypeOf<FormatException>().With.Message.Not.Contains("BlindVla"));

    [Test]
    public void Parse_OfDeepNesting_IsRefused() =>
        Assert.That(() => Parse(new string('[', 100_000)), Throws.TypeOf<FormatException>().With.Message.Contains("32"));

    private static Thing Parse(string text) => StrictJson.Parse(Encoding.UTF8.GetBytes(text), ThingJson.Default.Thing);

    internal enum Colour
    {
        Red,
        DarkGreen,
    }

    internal sealed class ColourConverter() : JsonStringEnumConverter<Colour>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

    internal sealed record Part(string Name);

    internal sealed record Thing(
        string Name,
        int Count,
        double Rate,
        bool Exact,
        Colour Colour,
        ImmutableArray<Part> Parts,
        DateTimeOffset At
    );

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = [typeof(ColourConverter)]
    )]
    [JsonSerializable(typeof(Thing))]
    internal sealed partial class ThingJson : JsonSerializerContext;
}
