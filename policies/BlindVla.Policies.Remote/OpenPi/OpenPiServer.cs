using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BlindVla.Policies.Remote;

/// <summary>
/// Serves a policy to clients that speak openpi's protocol. All of them share the one policy; a connection is an episode, and another
/// instruction on it begins the next. <c>GET /healthz</c> says whether it is there.
/// </summary>
public sealed class OpenPiServer : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly IPolicy _policy;
    private readonly EmbodimentMapping _mapping;
    private readonly string? _apiKey;
    private readonly TimeProvider _time;
    private readonly byte[] _metadata;
    private readonly WebApplication _host;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _clients = [];
    private ulong _episodes;

    private OpenPiServer(IPolicy policy, EmbodimentMapping mapping, IPEndPoint listen, string? apiKey, TimeProvider time)
    {
        (_policy, _mapping, _apiKey, _time) = (policy, mapping, apiKey, time);
        var spec = policy.Spec;
        var metadata = new OpenPiMetadata(
            spec.Checkpoint,
            spec.Settings.Length == 0 ? spec.Kind : $"{spec.Kind}, {spec.Settings}",
            mapping.Name,
            mapping.Digest,
            spec.IsDeterministic
        );
        _metadata = MessagePackArrays.Encode(metadata.ToMap(), ArrayDialect.OpenPi);
        // Nothing of the folder or the environment that it happens to be started in becomes a setting of it.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.Listen(listen));
        _host = builder.Build();
        _host.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _host.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Listens from now on.</summary>
    /// <param name="policy">Not owned.</param>
    /// <param name="listen">Port 0 for any free one.</param>
    /// <param name="apiKey">What clients must show; null for nothing.</param>
    /// <exception cref="PolicyException">The policy cannot be served in this mapping; with every reason.</exception>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task<OpenPiServer> StartAsync(
        IPolicy policy,
        EmbodimentMapping mapping,
        IPEndPoint listen,
        string? apiKey,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (Problems(policy.Spec, mapping) is { Count: > 0 } problems)
            throw new PolicyException($"{policy.Spec.Kind} cannot be served: {string.Join("\n", problems)}");
        var server = new OpenPiServer(policy, mapping, listen, apiKey, time);
        try
        {
            await server._host.StartAsync(cancellationToken);
            server.Address = new(server._host.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers what has been asked, and nothing more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _draining.CancelAsync();
        Task[] clients;
        lock (_lock)
            clients = [.. _clients];
        await Task.WhenAll(clients).WaitAsync(cancellationToken);
    }

    /// <summary>Abandons what is being answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _draining.CancelAsync();
        await _abandoned.CancelAsync();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _draining.Dispose();
        _abandoned.Dispose();
    }

    /// <summary>Every reason why clients of a mapping cannot use a policy.</summary>
    private static List<string> Problems(PolicySpec policy, EmbodimentMapping mapping)
    {
        var problems = new List<string>();
        if (policy.IsPrivileged)
            problems.Add("it uses object poses, which no client of this protocol sends");
        if (!policy.Action.SequenceEqual(Conventions.DeltaEndEffectorPose))
            problems.Add("action: expected changes of the gripper's pose, which a mapping can express, the policy has other parts");
        if (!policy.State.IsEmpty && !policy.State.SequenceEqual(mapping.State?.Sent ?? []))
            problems.Add($"state: the policy expects other parts than the mapping '{mapping.Name}' sends");
        foreach (var camera in policy.Cameras)
        {
            if (mapping.Cameras.FirstOrDefault(sent => sent.Request.Name == camera.Name)?.Request is not { } sent)
                problems.Add($"cameras: the policy expects '{camera.Name}', the mapping '{mapping.Name}' does not send it");
            else if (sent != camera)
                problems.Add(
                    $"cameras.{camera.Name}.size: the policy expects {camera.Width}x{camera.Height}, the mapping '{mapping.Name}' sends "
                        + $"{sent.Width}x{sent.Height}"
                );
        }
        return problems;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/healthz")
        {
            await context.Response.WriteAsync("OK\n");
            return;
        }
        // A browser says which page is asking; no page has any business here, and nothing else would stop it.
        var status =
            context.Request.Headers.Origin.Count > 0 ? StatusCodes.Status403Forbidden
            : !HasKey(context.Request) ? StatusCodes.Status401Unauthorized
            : !context.WebSockets.IsWebSocketRequest ? StatusCodes.Status426UpgradeRequired
            : _draining.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status101SwitchingProtocols;
        if (status != StatusCodes.Status101SwitchingProtocols)
        {
            context.Response.StatusCode = status;
            return;
        }
        await using var socket = new MessageSocket(await context.WebSockets.AcceptWebSocketAsync(), WireLimits.Default);
        var client = ServeAsync(socket);
        lock (_lock)
            _clients.Add(client);
        await client;
        lock (_lock)
            _clients.Remove(client);
    }

    private bool HasKey(HttpRequest request) =>
        _apiKey is null
        || CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()),
            Encoding.UTF8.GetBytes($"Api-Key {_apiKey}")
        );

    private async Task ServeAsync(MessageSocket socket)
    {
        var cancellation = _abandoned.Token;
        IPolicySession? session = null;
        try
        {
            await socket.SendAsync(_metadata, isText: false, cancellation);
            string? told = null;
            double? previous = null;
            while (await NextAsync(socket) is { } message)
            {
                var began = _time.GetTimestamp();
                if (message.IsText)
                    throw new WireException("expected a binary frame of MessagePack, found a text frame");
                var (seen, instruction) = _mapping.ReadRequest(MessagePackArrays.Decode(message.Content, WireLimits.Default));
                if (session is null || told != instruction)
                {
                    if (session is not null)
                        await session.DisposeAsync();
                    session = Begin(instruction);
                    told = instruction;
                }
                var asked = _time.GetTimestamp();
                var chunk = await session.PredictAsync(seen, cancellation);
                var timing = new List<(string, WireValue)>
                {
                    ("infer_ms", new WireValue.Real(_time.GetElapsedTime(asked).TotalMilliseconds)),
                };
                if (previous is { } total)
                    timing.Add(("prev_total_ms", new WireValue.Real(total)));
                var answer = _mapping.Answer(chunk, ("server_timing", new WireValue.Map(timing.ToArray())));
                await socket.SendAsync(MessagePackArrays.Encode(answer, ArrayDialect.OpenPi), isText: false, cancellation);
                previous = _time.GetElapsedTime(began).TotalMilliseconds;
            }
            await CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "the server is being stopped");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client is gone, or everything is being abandoned.
        }
        catch (Exception e)
        {
            await TellAsync(socket, e);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    /// <returns>The next request; null when there is to be none.</returns>
    private async Task<SocketMessage?> NextAsync(MessageSocket socket)
    {
        try
        {
            return await socket.ReceiveAsync(_draining.Token);
        }
        catch (OperationCanceledException) when (!_abandoned.IsCancellationRequested)
        {
            return null;
        }
    }

    private IPolicySession Begin(string instruction)
    {
        // What keeps the arm still in this embodiment: no change, and the gripper open, as a policy that holds would have it.
        float[] hold = [0, 0, 0, 0, 0, 0, 1];
        var number = Interlocked.Increment(ref _episodes);
        return _policy.BeginEpisode(new($"served/{number}", instruction, number, [.. hold]));
    }

    /// <summary>As openpi's own server does: what went wrong as a text, then the end.</summary>
    private async Task TellAsync(MessageSocket socket, Exception reason)
    {
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(reason.Message), isText: true, _abandoned.Token);
            await CloseAsync(socket, WebSocketCloseStatus.InternalServerError, "the reason is in the frame before");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Nobody is left to be told.
        }
    }

    private async Task CloseAsync(MessageSocket socket, WebSocketCloseStatus status, string reason)
    {
        using var late = new CancellationTokenSource(Farewell, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _abandoned.Token);
        try
        {
            await socket.CloseAsync(status, reason, either.Token);
            // What was sent last is lost where the connection is torn down before the other side has read it.
            while (await socket.WaitAsync(either.Token))
                socket.TryReceive(out _);
        }
        catch (Exception e) when (e is WebSocketException or WireException or IOException or OperationCanceledException)
        {
            // It has closed its side, or took too long.
        }
    }
}
