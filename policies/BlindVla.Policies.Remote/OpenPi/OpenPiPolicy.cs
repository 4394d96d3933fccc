using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// A policy that is a server's. An episode has a connection of its own, so that many are answered side by side, and a server that was
/// started anew is noticed: it must say of itself what the first one said.
/// </summary>
public sealed class OpenPiPolicy : IPolicy
{
    private readonly OpenPiSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _metadataDigest;

    /// <summary>The server has answered since it was last lost, so that its model is compiled.</summary>
    private volatile bool _isWarm;

    private OpenPiPolicy(OpenPiSettings settings, TimeProvider time, ReadOnlySpan<byte> metadata, PolicySpec spec)
    {
        (_settings, _time, Spec) = (settings, time, spec);
        _metadataDigest = Digest(metadata);
    }

    public PolicySpec Spec { get; }

    /// <summary>Reads what the server says of itself.</summary>
    /// <exception cref="PolicyException">There is no server, or what it says does not fit the mapping.</exception>
    public static async Task<OpenPiPolicy> ConnectAsync(OpenPiSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await OpenPiConnection.OpenAsync(settings, time, cancellationToken);
        WireValue declared;
        try
        {
            declared = MessagePackArrays.Decode(connection.Metadata, WireLimits.Default);
        }
        catch (WireException e)
        {
            throw new PolicyException($"{settings.Address} speaks another protocol than openpi's: its metadata: {e.Message}", e);
        }
        if (declared is not WireValue.Map map)
            throw new PolicyException($"{settings.Address}: its metadata: expected a map, found {declared.Kind}");
        var metadata = OpenPiMetadata.Of(map);
        var mapping = settings.Mapping;
        if (metadata.MappingDigest is { } theirs && theirs != mapping.Digest)
        {
            throw new PolicyException(
                $"{settings.Address}: mapping: expected '{mapping.Name}' ({mapping.Digest[..12]}), the server uses "
                    + $"'{WireException.Shown(metadata.Mapping ?? "")}' ({WireException.Shown(theirs)}); use one file on both sides"
            );
        }
        var spec = new PolicySpec(
            OpenPiSettings.Kind,
            metadata.Checkpoint ?? (map.Entries.IsEmpty ? "" : $"metadata {Digest(connection.Metadata.Span)}"),
            [.. mapping.Cameras.Select(camera => camera.Request)],
            Conventions.DeltaEndEffectorPose,
            mapping.ControlPeriodSeconds,
            IsPrivileged: false,
            metadata.IsDeterministic
        )
        {
            State = mapping.State?.World ?? [],
            ChunkLength = mapping.Action.Execute,
            Settings =
                $"mapping {mapping.Name} {mapping.Digest[..12]}, {mapping.Action.Execute} executed"
                + (metadata.Description is { } description ? $", {description}" : ""),
            Notes = map.Entries.IsEmpty
                ? [$"{settings.Address} says nothing of its checkpoint: that two runs used the same one cannot be checked"]
                : [],
        };
        return new(settings, time, connection.Metadata.Span, spec);
    }

    public IPolicySession BeginEpisode(EpisodeBrief episode) => new Session(this, episode.Instruction);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Digest(ReadOnlySpan<byte> metadata) => Convert.ToHexStringLower(SHA256.HashData(metadata));

    private async Task<OpenPiConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenPiConnection.OpenAsync(_settings, _time, cancellationToken);
        if (Digest(connection.Metadata.Span) == _metadataDigest)
            return connection;
        await connection.DisposeAsync();
        throw new PolicyException(
            $"{_settings.Address} says something else of itself than at the start: another server, or another checkpoint, took its place"
        );
    }

    private sealed class Session(OpenPiPolicy policy, string instruction) : IPolicySession
    {
        private OpenPiConnection? _connection;

        public async ValueTask<ActionChunk> PredictAsync(Observation observation, CancellationToken cancellationToken)
        {
            var settings = policy._settings;
            _connection ??= await policy.OpenAsync(cancellationToken);
            try
            {
                var request = settings.Mapping.Request(observation, instruction);
                var deadline = policy._isWarm ? settings.Deadline : settings.FirstDeadline;
                var answer = await _connection.AskAsync(request, deadline, cancellationToken);
                policy._isWarm = true;
                return settings.Mapping.ReadAnswer(answer);
            }
            catch (WireException e)
            {
                throw new PolicyException($"{settings.Address} gave an answer that cannot be used: {e.Message}", e);
            }
            catch (PolicyException e) when (e.Fault == PolicyFault.Lost)
            {
                policy._isWarm = false;
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _connection, null) is { } connection)
                await connection.DisposeAsync();
        }
    }
}
