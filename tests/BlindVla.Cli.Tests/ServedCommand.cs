namespace BlindVla.Cli.Tests;

/// <summary><c>serve</c>, running until it is told to end.</summary>
internal sealed class ServedCommand : IAsyncDisposable
{
    private readonly LineReader _output = new();
    private readonly StringWriter _error = new();
    private readonly Task<int> _command;
    private Interruption? _interruption;

    /// <param name="arguments">Of <c>serve</c>, besides where it listens.</param>
    private ServedCommand(PolicyGrammar? policies, string[] arguments)
    {
        _command = Task.Run(() =>
            CommandLine.RunAsync(
                ["serve", "--listen", "127.0.0.1:0", .. arguments],
                _output,
                _error,
                error => _interruption = new(error, TimeProvider.System, () => { }),
                policies
            )
        );
    }

    /// <summary>What it says when it listens.</summary>
    public string Line { get; private set; } = "";

    public Uri Address { get; private set; } = null!;

    public static async Task<ServedCommand> StartAsync(PolicyGrammar? policies, params string[] arguments)
    {
        var served = new ServedCommand(policies, arguments);
        var first = await Task.WhenAny(served._output.First, served._command);
        Assert.That(first, Is.SameAs(served._output.First), served._error.ToString());
        served.Line = await served._output.First;
        served.Address = new(served.Line.Split(" at ")[1].Split(' ')[0]);
        return served;
    }

    /// <summary>As whoever supervises it does.</summary>
    public void Terminate() => _interruption!.Terminate();

    /// <summary>Its exit code, and what it said on the way.</summary>
    public async Task<(int Code, string Error)> EndAsync() => (await _command, _error.ToString());

    public async ValueTask DisposeAsync()
    {
        if (!_command.IsCompleted)
        {
            Terminate();
            await _command;
        }
        await _output.DisposeAsync();
        await _error.DisposeAsync();
    }
}
