using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// A policy that is a server's. An episode has a connection of its own, so that many are answered side by side, and a server that was
/// started anew is noticed: it must say of itself what the first one said.
/// </summary>
public sealed class RemotePolicy : IPolicy
{
    private readonly IRemoteProtocol _protocol;
    private readonly RemoteSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _identity;

    /// <summary>The server has answered since it was last lost, so that its model is compiled.</summary>
    private volatile bool _isWarm;

    private RemotePolicy(IRemoteProtocol protocol, RemoteSettings settings, TimeProvider time, string identity, PolicySpec spec)
    {
        (_protocol, _settings, _time, _identity, Spec) = (protocol, settings, time, identity, spec);
    }

    public PolicySpec Spec { get; }

    /// <summary>Reads what the server says of itself.</summary>
    /// <exception cref="PolicyException">There is no server, or what it says does not fit the mapping.</exception>
    internal static async Task<RemotePolicy> ConnectAsync(
        IRemoteProtocol protocol,
        RemoteSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await RemoteOpening.OpenAsync(protocol, settings, time, cancellationToken);
        var (mapping, declared) = (settings.Mapping, connection.Declared);
        RequireFitting(settings, declared);
        var isSilent = declared.Identity.Length == 0;
        var spec = new PolicySpec(
            protocol.Name,
            declared.Checkpoint ?? (isSilent ? "" : $"metadata {declared.Identity}"),
            [.. mapping.Cameras.Select(camera => camera.Request)],
            mapping.Action.Convention,
            mapping.ControlPeriodSeconds,
            IsPrivileged: false,
            declared.IsDeterministic
        )
        {
            State = mapping.State?.World ?? [],
            ChunkLength = mapping.Action.Execute,
            Settings =
                $"mapping {mapping.Name} {mapping.Digest[..12]}, {mapping.Action.Execute} executed"
                + (declared.Description is { } description ? $", {description}" : ""),
            Notes = isSilent
                ? [$"{settings.Address} says nothing of its checkpoint: that two runs used the same one cannot be checked"]
                : [],
        };
        return new(protocol, settings, time, declared.Identity, spec);
    }

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(this, episode.Instruction);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IRemoteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await RemoteOpening.OpenAsync(_protocol, _settings, _time, cancellationToken);
        try
        {
            if (connection.Declared.Identity != _identity)
            {
                throw new PolicyException(
                    $"{_settings.Address} says something else of itself than at the start: another server, or another checkpoint, took "
                        + "its place"
                );
            }
            RequireFitting(_settings, connection.Declared);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>How what a server says contradicts the mapping: field, expected, found.</summary>
    internal static IEnumerable<string> Problems(EmbodimentMapping mapping, ServerDeclaration declared) =>
        declared.MappingDigest is { } theirs && theirs != mapping.Digest
            ?
            [
                $"mapping: expected '{mapping.Name}' ({mapping.Digest[..12]}), the server uses "
                    + $"'{WireException.Shown(declared.Mapping ?? "")}' ({WireException.Shown(theirs)}); use one file on both sides",
                .. declared.Problems,
            ]
            : declared.Problems;

    private static void RequireFitting(RemoteSettings settings, ServerDeclaration declared)
    {
        string[] problems = [.. Problems(settings.Mapping, declared)];
        if (problems.Length > 0)
        {
            throw new PolicyException(
                $"{settings.Address} does not fit the mapping '{settings.Mapping.Name}':\n{string.Join("\n", problems)}\n"
                    + "start the server with other settings, or write a mapping for it: mapping=FILE"
            );
        }
    }

    /// <summary>What a server is asked, until the deadline.</summary>
    private async Task<T> WithinDeadlineAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var deadline = _isWarm ? _settings.Deadline : _settings.FirstDeadline;
        using var late = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (WireException e)
        {
            throw new PolicyException($"{_settings.Address} gave an answer that cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (RemoteLoss.Is(e, cancellationToken))
        {
            _isWarm = false;
            var what = late.IsCancellationRequested
                ? $"gave no answer within {deadline.TotalSeconds:0.###} s"
                : $"was lost: {RemoteLoss.Cause(e)}";
            throw new PolicyException($"{_settings.Address} {what}", e) { Fault = PolicyFault.Lost };
        }
    }

    private sealed class Session(RemotePolicy policy, string instruction) : IPolicySession
    {
        private IRemoteConnection? _connection;

        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var isNew = _connection is null;
            var connection = _connection ??= await policy.OpenAsync(cancellationToken);
            return await policy.WithinDeadlineAsync(
                async cancellation =>
                {
                    if (isNew)
                        await connection.BeginAsync(instruction, cancellation);
                    var mapping = policy._settings.Mapping;
                    var answer = await connection.AskAsync(mapping.Request(observation, instruction), cancellation);
                    policy._isWarm = true;
                    return mapping.ReadAnswer(answer);
                },
                cancellationToken
            );
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _connection, null) is { } connection)
                await connection.DisposeAsync();
        }
    }
}
