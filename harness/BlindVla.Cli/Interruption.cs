using System.Runtime.InteropServices;

namespace BlindVla.Cli;

/// <summary>
/// Ctrl+C, twice or three times. Where something runs that is worth finishing, the first asks it to begin nothing new; the next abandons
/// what runs; one more, or too long a wait, ends the process. SIGTERM abandons at once, except a service, which it asks to finish as the
/// first Ctrl+C does. A terminal that closes (SIGHUP) ends nothing.
/// </summary>
/// <param name="error">Where it is acknowledged.</param>
/// <param name="exit">Ends the process.</param>
internal sealed class Interruption(TextWriter error, TimeProvider time, Action exit) : IDisposable
{
    /// <summary>Environment variable that says: end with whoever started this process, when the input that it holds is closed.</summary>
    public const string EndsWithParent = "BLINDVLA_ENDS_WITH_PARENT";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<IDisposable> _held = [];
    private Action? _acknowledge;
    private bool _isService;

    /// <summary>Nothing new is to be begun; what runs is to be finished.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Waits for <see cref="Stop"/>.</summary>
    public async Task StoppedAsync()
    {
        var stopped = new TaskCompletionSource();
        await using var registration = Stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>What runs is to be given up.</summary>
    public CancellationToken Abandon => _abandon.Token;

    /// <summary>Listens to the signals of this process.</summary>
    public static Interruption OfProcess(TextWriter error)
    {
        var interruption = new Interruption(error, TimeProvider.System, () => Environment.Exit(ExitCode.Interrupted));
        interruption.Listen(PosixSignal.SIGINT, interruption.Interrupt);
        interruption.Listen(PosixSignal.SIGTERM, interruption.Terminate);
        interruption.Listen(PosixSignal.SIGHUP, () => { });
        if (Environment.GetEnvironmentVariable(EndsWithParent) is not null)
        {
            // A signal would be lost with a parent that is killed.
            new Thread(() =>
            {
                while (Console.In.ReadLine() is not null) { }
                interruption.GiveUp();
            })
            {
                IsBackground = true,
            }.Start();
        }
        return interruption;
    }

    /// <summary>From now on something runs that is worth finishing, until the result is disposed.</summary>
    /// <param name="acknowledge">Tells whoever pressed Ctrl+C what is being finished.</param>
    /// <param name="isService">It has no end of its own, so that whoever supervises it ends it with SIGTERM.</param>
    public IDisposable Finishing(Action acknowledge, bool isService = false)
    {
        lock (_lock)
            (_acknowledge, _isService) = (acknowledge, isService);
        return new Scope(this);
    }

    /// <summary>Ctrl+C.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            if (_acknowledge is { } acknowledge && !_stop.IsCancellationRequested)
            {
                acknowledge();
                _stop.Cancel();
                return;
            }
        }
        GiveUp();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        if (_isService)
            Interrupt();
        else
            GiveUp();
    }

    private void GiveUp()
    {
        if (_abandon.IsCancellationRequested)
        {
            exit();
            return;
        }
        error.WriteLine();
        error.WriteLine("stopping now; again to end at once");
        lock (_lock)
            _held.Add(time.CreateTimer(_ => exit(), null, Patience, Timeout.InfiniteTimeSpan));
        _stop.Cancel();
        _abandon.Cancel();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _held.ForEach(held => held.Dispose());
            _held.Clear();
        }
        _stop.Dispose();
        _abandon.Dispose();
    }

    private void Listen(PosixSignal signal, Action react) => _held.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                react();
            }));

    private sealed class Scope(Interruption owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
                (owner._acknowledge, owner._isService) = (null, false);
        }
    }
}
