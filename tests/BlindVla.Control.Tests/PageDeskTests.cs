using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BlindVla.Core;

namespace BlindVla.Control.Tests;

public sealed class PageDeskTests
{
    private static readonly CameraRequest Camera = new("main", 4, 2);

    private static readonly DeskQuestion Question = new(
        "scene 1",
        ["carrot here", "plate there"],
        [new(DeskChoice.Enter, "begin"), new('x', "not to be laid", "why")]
    );

    private PageDesk _desk = null!;
    private DeskStop _stop = null!;
    private SomeWorkcell _workcell = null!;
    private HttpClient _browser = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = new(port: 0, Camera, _stop = new(_workcell = new()));
        await _desk.StartAsync(CancellationToken.None);
        _browser = new() { BaseAddress = _desk.Address };
    }

    [TearDown]
    public async Task Close()
    {
        _browser.Dispose();
        await _desk.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task Stop_StopsTheWorkcell_AndSaysSo()
    {
        using var pressed = Json(new { });
        Assert.That((await _browser.PostAsync("/stop", pressed)).StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        Assert.That((_workcell.Stops, _stop.Pressed.IsCancellationRequested), Is.EqualTo((1, true)));
        Assert.That((await StateAsync()).GetProperty("stopped").GetString(), Does.StartWith("EMERGENCY STOP: the workcell was stopped"));
        Assert.That(
            _stop.ThrowIfPressed,
            Throws.TypeOf<EnvironmentException>().With.Property("Fault").EqualTo(EnvironmentFault.EmergencyStop)
        );
    }

    /// <summary>Another site must not be able to stop an arm, nor a form to be taken for this page.</summary>
    [Test]
    public async Task Stop_OfAnotherPage_IsRefused()
    {
        using var form = new StringContent("{}", Encoding.UTF8, "text/plain");
        Assert.That((await _browser.PostAsync("/stop", form)).StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/stop") { Content = Json(new { }) };
        foreign.Headers.Add("Origin", "https://evil.example");
        Assert.That((await _browser.SendAsync(foreign)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(_workcell.Stops, Is.Zero);
    }

    [Test]
    public async Task Expected_IsThePictureOfTheScene_UntilAnotherIsToBeLaid()
    {
        Assert.That((await _browser.GetAsync("/expected")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var scene = Imaging.Picture.Of(new ImageFrame("main", 4, 2, Enumerable.Repeat((byte)77, 24).ToArray(), 0));
        var asked = _desk.AskAsync(Question with { Expected = scene }, CancellationToken.None).AsTask();

        var picture = Imaging.FastPng.Decode(await _browser.GetByteArrayAsync("/expected"));

        Assert.That(picture.Rgb.Span[0], Is.EqualTo(77));
        Assert.That((await StateAsync()).GetProperty("expected").GetInt32(), Is.EqualTo(1));
        await AnswerAsync(1, "\n", "");
        await asked;
        Assert.That((await StateAsync()).GetProperty("expected").GetInt32(), Is.EqualTo(1), "while the episode runs, too");
    }

    [Test]
    public async Task Ask_IsShown_AndTheAnswerComesBack()
    {
        _desk.Say("1 of 4 trials are done");
        var asked = _desk.AskAsync(Question, CancellationToken.None).AsTask();

        var state = await StateAsync();
        Assert.That(state.GetProperty("title").GetString(), Is.EqualTo("scene 1"));
        Assert.That(state.GetProperty("lines").EnumerateArray().Select(line => line.GetString()), Is.EqualTo(Question.Lines));
        Assert.That(state.GetProperty("said")[0].GetString(), Is.EqualTo("1 of 4 trials are done"));
        Assert.That(state.GetProperty("choices")[1].GetProperty("wants").GetString(), Is.EqualTo("why"));

        Assert.That(await AnswerAsync(1, "x", " the plate is broken "), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await asked, Is.EqualTo(new DeskAnswer('x', "the plate is broken")));
        Assert.That((await StateAsync()).GetProperty("title").ValueKind, Is.EqualTo(JsonValueKind.Null), "nothing is asked any more");
    }

    /// <summary>A second press is not taken for the answer to the next question.</summary>
    [Test]
    public async Task Answer_ToAnEarlierQuestion_IsNotTaken()
    {
        var first = _desk.AskAsync(Question, CancellationToken.None).AsTask();
        await AnswerAsync(1, "\n", "");
        await first;
        var second = _desk.AskAsync(Question, CancellationToken.None).AsTask();

        Assert.That(await AnswerAsync(1, "\n", ""), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(second.IsCompleted, Is.False);
        Assert.That(await AnswerAsync(2, "\n", ""), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await second).Key, Is.EqualTo(DeskChoice.Enter));
    }

    [TestCase("q", "")]
    [TestCase("x", "")]
    [TestCase("x", "   ")]
    [TestCase("\n", "text that nobody asked for")]
    public async Task Answer_ThatIsNone_IsRefusedAndTheQuestionStands(string key, string text)
    {
        var asked = _desk.AskAsync(Question, CancellationToken.None).AsTask();

        Assert.That(await AnswerAsync(1, key, text), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(asked.IsCompleted, Is.False);
        await AnswerAsync(1, "\n", "");
        await asked;
    }

    [Test]
    public async Task Answer_OfAnotherSite_IsForbidden([Values("Origin", "Host")] string header)
    {
        var asked = _desk.AskAsync(Question, CancellationToken.None).AsTask();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/answer") { Content = Json(1, "\n", "") };
        request.Headers.Add(header, header == "Origin" ? "https://evil.example" : "evil.example");

        Assert.That((await _browser.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(asked.IsCompleted, Is.False);
        await AnswerAsync(1, "\n", "");
        await asked;
    }

    /// <summary>What a form of another page could send without asking.</summary>
    [Test]
    public async Task Answer_ThatIsNoJson_IsRefused()
    {
        using var form = new StringContent("{\"question\":1,\"key\":\"\\n\",\"text\":\"\"}", Encoding.UTF8, "text/plain");
        Assert.That((await _browser.PostAsync("/answer", form)).StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        foreach (var text in (string[])["{", "{\"question\":1,\"key\":\"x\"}", "{\"question\":1,\"key\":null,\"text\":\"\"}"])
        {
            using var broken = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            broken.Headers.ContentType = new("application/json");
            Assert.That((await _browser.PostAsync("/answer", broken)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text);
        }
    }

    [Test]
    public async Task Ask_ThatIsStopped_AsksNothingAnyMore()
    {
        using var stop = new CancellationTokenSource();
        var asked = _desk.AskAsync(Question, stop.Token).AsTask();
        await stop.CancelAsync();

        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await AnswerAsync(1, "\n", ""), Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Picture_IsTheNewestOfTheEpisode()
    {
        Assert.That((await _browser.GetAsync("/picture")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var watch = _desk.Watch();
        watch.OnReset(Seen(level: 10));
        watch.OnStep(1, [], Seen(level: 200));

        var png = await _browser.GetByteArrayAsync("/picture");

        var picture = Imaging.FastPng.Decode(png);
        Assert.That((picture.Width, picture.Height, picture.Rgb.Span[0]), Is.EqualTo((4, 2, (byte)200)));
        Assert.That((await StateAsync()).GetProperty("picture").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Page_IsServedWhole_AndSaysWhatItIsNot()
    {
        var page = await _browser.GetStringAsync("/");

        Assert.That(page, Does.Contain("safety-rated").And.Not.Contain("http://").And.Not.Contain("https://"));
        Assert.That((await _browser.GetAsync("/elsewhere")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static TimeStep Seen(byte level) =>
        new(
            new(0, [new("main", 4, 2, Enumerable.Repeat(level, 24).ToArray(), 0)], Array.Empty<float>(), null),
            new(null, []),
            Terminated: false,
            Array.Empty<float>(),
            0
        );

    private async Task<JsonElement> StateAsync() => await _browser.GetFromJsonAsync<JsonElement>("/state");

    private async Task<HttpStatusCode> AnswerAsync(int question, string key, string text)
    {
        using var content = Json(question, key, text);
        return (await _browser.PostAsync("/answer", content)).StatusCode;
    }

    private static ByteArrayContent Json(int question, string key, string text) =>
        Json(
            new
            {
                question,
                key,
                text,
            }
        );

    private static ByteArrayContent Json<T>(T value)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value));
        content.Headers.ContentType = new("application/json");
        return content;
    }
}
