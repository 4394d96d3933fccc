using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>A policy that is served, whatever protocol its clients speak: its episodes, its clients' conversations and their end.</summary>
internal sealed class ServedPolicy : IDisposable
{
    private readonly IPolicy _policy;
    private readonly string? _apiKey;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _conversations = [];
    private ulong _episodes;

    private const string OtherSizes =
        "pictures of another size: a checkpoint takes them with torch:DIR?view=WIDTHxHEIGHT; or name a mapping of your own on both "
        + "sides, with the size that the policy expects";

    /// <exception cref="PolicyException">The policy cannot be served in this mapping; with every reason.</exception>
    public ServedPolicy(IPolicy policy, EmbodimentMapping mapping, string? apiKey, TimeProvider time)
    {
        if (Problems(policy.Spec, mapping) is { Count: > 0 } problems)
            throw new PolicyException(
                $"{policy.Spec.Kind} cannot be served: {string.Join("\n", problems)}"
                    + (problems.Any(problem => problem.Contains(".size:", StringComparison.Ordinal)) ? $"\n{OtherSizes}" : "")
            );
        (_policy, Mapping, _apiKey, Time) = (policy, mapping, apiKey, time);
        Declared = ServerDeclaration.Of(policy.Spec, mapping);
    }

    public EmbodimentMapping Mapping { get; }

    public TimeProvider Time { get; }

    public ServerDeclaration Declared { get; }

    /// <summary>The policy makes something of the state.</summary>
    public bool LooksAtState => !_policy.Spec.State.IsEmpty;

    /// <summary>Actions of one prediction.</summary>
    public int ChunkLength => _policy.Spec.ChunkLength;

    /// <summary>Nothing more is to be asked.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Nothing more is to be answered.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <param name="shown">What a client shows; null for nothing.</param>
    public bool HasKey(string? shown) =>
        _apiKey is null || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown ?? ""), Encoding.UTF8.GetBytes(_apiKey));

    public IPolicySession Begin(string instruction)
    {
        // What keeps the arm still in this embodiment: no change, and the gripper open, as a policy that holds would have it.
        float[] hold = [0, 0, 0, 0, 0, 0, 1];
        var number = Interlocked.Increment(ref _episodes);
        return _policy.BeginEpisode(new($"served/{number}", instruction, number, [.. hold]));
    }

    /// <summary>Has a conversation, which whoever drains waits for.</summary>
    public async Task ConverseAsync(Func<Task> conversation)
    {
        // Before it begins: it may have asked the policy before it waits for anything.
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _conversations.Add(running.Task);
        try
        {
            await conversation();
        }
        finally
        {
            lock (_lock)
                _conversations.Remove(running.Task);
            running.SetResult();
        }
    }

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _draining.CancelAsync();
        Task[] conversations;
        lock (_lock)
            conversations = [.. _conversations];
        await Task.WhenAll(conversations).WaitAsync(cancellationToken);
    }

    public async Task AbandonAsync()
    {
        await _draining.CancelAsync();
        await _abandoned.CancelAsync();
    }

    public void Dispose()
    {
        _draining.Dispose();
        _abandoned.Dispose();
    }

    /// <summary>Every reason why clients of a mapping cannot use a policy.</summary>
    private static List<string> Problems(PolicySpec policy, EmbodimentMapping mapping)
    {
        var problems = new List<string>();
        if (policy.IsPrivileged)
            problems.Add("it uses object poses, which no client of this protocol sends");
        if (!policy.Action.SequenceEqual(mapping.Action.Convention))
            problems.Add(
                $"action: expected {Conventions.NameOf(mapping.Action.Convention)}, which the mapping '{mapping.Name}' expresses, "
                    + $"the policy has {Conventions.NameOf(policy.Action) ?? "other parts"}"
            );
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
}
