using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Control;

/// <summary>A desk on a page of this machine: the question with its buttons, and what the camera of the running episode sees.</summary>
public sealed class PageDesk : IDesk, IAsyncDisposable
{
    private const int MaxAnswerBytes = 16 << 10;
    private const int MaxText = 1000;
    private const int Remembered = 50;

    private static readonly byte[] Html = Resource("page.html");

    private readonly CameraRequest _camera;
    private readonly DeskStop _stop;
    private readonly LoopbackSite _site;
    private readonly Lock _lock = new();
    private readonly Queue<string> _said = [];
    private TaskCompletionSource<DeskAnswer>? _answer;
    private DeskQuestion? _question;
    private int _questions;
    private Picture? _picture;
    private int _pictures;
    private (Picture Picture, int Number)? _expected;
    private string? _stopped;

    /// <param name="port">On the loopback address; 0 for any that is free.</param>
    /// <param name="camera">What the page shows.</param>
    /// <param name="stop">What its button presses.</param>
    public PageDesk(int port, CameraRequest camera, DeskStop stop)
    {
        (_camera, _stop) = (camera, stop);
        _site = new(port, MaxAnswerBytes, ServeAsync);
    }

    /// <summary>Where the page is, once it is started.</summary>
    public Uri Address => _site.Address;

    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _site.StartAsync(cancellationToken);

    public IEpisodeObserver Watch() => new Camera(this);

    public async ValueTask<DeskAnswer> AskAsync(DeskQuestion question, CancellationToken cancellationToken)
    {
        TaskCompletionSource<DeskAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            (_question, _answer, _questions) = (question, answer, _questions + 1);
            if (question.Expected != _expected?.Picture)
            {
                _expected = question.Expected is { } expected ? (expected, _questions) : null;
            }
        }
        try
        {
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                (_question, _answer) = (null, null);
            }
        }
    }

    public void Say(string line)
    {
        lock (_lock)
        {
            _said.Enqueue(line);
            if (_said.Count > Remembered)
            {
                _said.Dequeue();
            }
        }
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Method, request.Path.Value)
        {
            case ("GET", "/"):
                response.ContentType = "text/html; charset=utf-8";
                await response.Body.WriteAsync(Html, context.RequestAborted);
                break;
            case ("GET", "/state"):
                response.ContentType = "application/json";
                await response.Body.WriteAsync(State(), context.RequestAborted);
                break;
            case ("GET", "/picture"):
                await SendPictureAsync(response, _picture, context.RequestAborted);
                break;
            case ("GET", "/expected"):
                await SendPictureAsync(response, _expected?.Picture, context.RequestAborted);
                break;
            case ("POST", "/stop"):
                response.StatusCode = await StopAsync(request);
                break;
            case ("POST", "/answer"):
                response.StatusCode = await TakeAsync(request, context.RequestAborted);
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private byte[] State()
    {
        lock (_lock)
        {
            return JsonSerializer.SerializeToUtf8Bytes(
                new PageState(
                    _questions,
                    _question?.Title,
                    _question?.Lines ?? [],
                    [.. (_question?.Choices ?? []).Select(choice => new PageChoice($"{choice.Key}", choice.Label, choice.Wants))],
                    _pictures,
                    _expected?.Number ?? 0,
                    [.. _said],
                    _stopped
                ),
                PageJson.Default.PageState
            );
        }
    }

    private static async Task SendPictureAsync(HttpResponse response, Picture? shown, CancellationToken cancellationToken)
    {
        if (shown is not { } picture)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        response.ContentType = "image/png";
        await response.Body.WriteAsync(FastPng.Encode(picture), cancellationToken);
    }

    private async Task<int> StopAsync(HttpRequest request)
    {
        // As for an answer: what a form of another page could send is none.
        if (request.ContentType != "application/json")
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }
        var said = await _stop.PressAsync();
        lock (_lock)
        {
            _stopped = said;
        }
        return StatusCodes.Status204NoContent;
    }

    private async Task<int> TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType != "application/json")
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }
        PageAnswer given;
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            given = StrictJson.Parse(body.ToArray(), PageJson.Default.PageAnswer);
            if (given.Key is null || given.Text is null)
            {
                return StatusCodes.Status400BadRequest;
            }
        }
        catch (FormatException)
        {
            return StatusCodes.Status400BadRequest;
        }
        lock (_lock)
        {
            if (given.Question != _questions || _question is not { } question || _answer is not { } answer)
            {
                return StatusCodes.Status409Conflict;
            }
            var text = given.Text.Trim();
            var choice = question.Choices.FirstOrDefault(choice => $"{choice.Key}" == given.Key);
            if (choice is null || text.Length > MaxText || choice.Wants is null != (text.Length == 0))
            {
                return StatusCodes.Status400BadRequest;
            }
            (_question, _answer) = (null, null);
            answer.SetResult(new(choice.Key, text));
            return StatusCodes.Status204NoContent;
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(PageDesk).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Keeps the newest picture of an episode.</summary>
    private sealed class Camera(PageDesk desk) : IEpisodeObserver
    {
        public ImmutableArray<CameraRequest> Cameras { get; } = [desk._camera];

        public void OnReset(TimeStep first) => Keep(first);

        public void OnStep(int step, ReadOnlySpan<float> requested, TimeStep now) => Keep(now);

        public ValueTask OnEndAsync(EpisodeResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Keep(TimeStep now)
        {
            var seen = now.Observation.Images.First(image =>
                (image.Camera, image.Width, image.Height) == (desk._camera.Name, desk._camera.Width, desk._camera.Height)
            );
            lock (desk._lock)
            {
                (desk._picture, desk._pictures) = (Picture.Of(seen.Copy()), desk._pictures + 1);
            }
        }
    }
}
