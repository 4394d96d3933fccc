using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using BlindVla.Control;
using BlindVla.Evaluation;
using BlindVla.Reports;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Live;

/// <summary>The pages of the runs below a folder, as they are at each moment: a list, and each run's report with how far it is.</summary>
public sealed class WatchSite : IAsyncDisposable
{
    private const int MostBytes = 1 << 10;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private static readonly byte[] ListPage = Resource("runs.html");
    private static readonly byte[] RunPage = Resource("run.html");

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Func<RecordedRun, string?>? _verdictOf;
    private readonly LoopbackSite _site;
    private readonly ConcurrentDictionary<string, int> _ids = new();
    private readonly ConcurrentDictionary<int, WatchedRun> _runs = new();

    /// <param name="folder">Of one run, of an array, or with runs in it.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="time">For how often the disk is looked at.</param>
    /// <param name="verdictOf">What the gate that runs a run says until now; null of a run that none does.</param>
    public WatchSite(string folder, int port, TimeProvider time, Func<RecordedRun, string?>? verdictOf = null)
    {
        (_folder, _time, _verdictOf) = (Path.GetFullPath(folder), time, verdictOf);
        _site = new(port, MostBytes, ServeAsync);
    }

    /// <summary>Where the list is, once it is started.</summary>
    public Uri Address => _site.Address;

    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _site.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var (response, gone) = (context.Response, context.RequestAborted);
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var run =
            path is ["runs", var id, ..] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? _runs.GetValueOrDefault(number)
                : null;
        switch (path)
        {
            case []:
                await SendAsync(response, "text/html; charset=utf-8", ListPage, gone);
                break;
            case ["runs.json"]:
                await SendAsync(
                    response,
                    "application/json",
                    JsonSerializer.SerializeToUtf8Bytes(List(), WatchJson.Default.IReadOnlyListWatchState),
                    gone
                );
                break;
            case ["runs", _] when run is not null && context.Request.Path.Value.EndsWith('/'):
                await SendAsync(response, "text/html; charset=utf-8", RunPage, gone);
                break;
            case ["runs", _, "report"] when run is not null:
                var report = Report(run);
                response.StatusCode = report is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
                await SendAsync(response, "text/html; charset=utf-8", report ?? Unreadable(run), gone);
                break;
            case ["runs", _, "events"] when run is not null:
                await FollowAsync(response, run, gone);
                break;
            case ["runs", _, .. var file] when run is not null && FilmOf(run, file) is { } film:
                // A player that jumps asks for a part of it.
                var type = Path.GetExtension(film) == RunFolder.Mp4Extension ? "video/mp4" : "image/webp";
                await TypedResults.PhysicalFile(film, type, enableRangeProcessing: true).ExecuteAsync(context);
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private IReadOnlyList<WatchState> List() => [.. WatchedRun.Below(_folder).Select(Kept).Select(State)];

    /// <summary>The run under the number of its page, with what was read of it before; an array gets more parts.</summary>
    private WatchedRun Kept(WatchedRun found)
    {
        int id;
        // Several pages may find new runs at once, and no two runs may share a number.
        lock (_ids)
            id = _ids.GetOrAdd(found.Path, _ids.Count + 1);
        return _runs.AddOrUpdate(id, found, (_, known) => known.Folders.SequenceEqual(found.Folders) ? known : found);
    }

    private WatchState State(WatchedRun watched)
    {
        var (id, name) = (_ids[watched.Path], Path.GetRelativePath(_folder, watched.Path));
        name = name is "." || name.StartsWith("..", StringComparison.Ordinal) ? Path.GetFileName(watched.Path) : name;
        var stamp = watched.Stamp.ToString(CultureInfo.InvariantCulture);
        if (watched.Read() is not { } run)
            return WatchState.Unreadable(id, name, watched.Updated.ToString("O", CultureInfo.InvariantCulture), stamp, watched.Fault ?? "");
        var (identity, trials) = (run.Record.Identity, run.Trials);
        var ended = trials.Where(trial => trial.Outcome != Outcome.Errored).ToLookup(trial => trial.Policy);
        return new(
            id,
            name,
            identity.Suite.Name,
            run.Record.Status.ToString().ToLowerInvariant(),
            Math.Max(run.Record.Trials.Planned, trials.Count),
            trials.Count,
            trials.Count(trial => trial.Outcome == Outcome.Errored),
            run.Record.Timings.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
            stamp,
            [
                .. identity.Policies.Select(policy => new WatchedPolicy(
                    policy.Name,
                    ended[policy.Name].Count(trial => trial.Outcome == Outcome.Success),
                    ended[policy.Name].Count()
                )),
            ],
            _verdictOf?.Invoke(run),
            Fault: null
        );
    }

    /// <returns>Null where the run is gone or cannot be read.</returns>
    private static byte[]? Report(WatchedRun watched)
    {
        try
        {
            return watched.Read() is { } run ? Encoding.UTF8.GetBytes(HtmlReport.Text(run.Path, ReportSide.Of([run]))) : null;
        }
        catch (RunException)
        {
            // A moment ago it was there.
            return null;
        }
    }

    private static byte[] Unreadable(WatchedRun watched) =>
        Encoding.UTF8.GetBytes($"<!doctype html><p>This run cannot be read: {WebUtility.HtmlEncode(watched.Fault ?? "it changes")}</p>");

    /// <summary>Says how far a run is whenever that changes, until whoever asked is gone: server-sent events.</summary>
    private async Task FollowAsync(HttpResponse response, WatchedRun watched, CancellationToken gone)
    {
        response.ContentType = "text/event-stream";
        string? said = null;
        try
        {
            while (true)
            {
                // Parts of an array come one after another.
                var now = WatchedRun.Below(watched.Path) is [var found] ? Kept(found) : watched;
                if (JsonSerializer.Serialize(State(now), WatchJson.Default.WatchState) is var text && text != said)
                {
                    await response.WriteAsync($"data: {said = text}\n\n", gone);
                    await response.Body.FlushAsync(gone);
                }
                await Task.Delay(Between, _time, gone);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed.
        }
    }

    /// <summary>A film of a run; null for any other file.</summary>
    private static string? FilmOf(WatchedRun run, string[] relative)
    {
        if (relative is not [RunFolder.VideoFolder, ..])
            return null;
        return run
            .Folders.Select(folder =>
                (Folder: Path.Combine(folder, RunFolder.VideoFolder), File: Path.GetFullPath(Path.Combine([folder, .. relative])))
            )
            .Where(film => film.File.StartsWith(film.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(film => film.File)
            .FirstOrDefault(file => Path.GetExtension(file) is RunFolder.Mp4Extension or RunFolder.WebpExtension && IsItself(file));
    }

    /// <summary>It is there, and no link to a file of somebody else's.</summary>
    private static bool IsItself(string file) => new FileInfo(file) is { Exists: true, LinkTarget: null };

    private static async Task SendAsync(HttpResponse response, string type, byte[] content, CancellationToken gone)
    {
        response.ContentType = type;
        await response.Body.WriteAsync(content, gone);
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(WatchSite).Assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
