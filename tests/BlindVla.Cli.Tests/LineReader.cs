using System.Text;

namespace BlindVla.Cli.Tests;

/// <summary>What a command writes while it runs, line by line.</summary>
internal sealed class LineReader : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The first whole line.</summary>
    public Task<string> First => _first.Task;

    public override void Write(char value)
    {
        lock (_lock)
        {
            _text.Append(value);
            if (value == '\n')
                _first.TrySetResult(_text.ToString().Split('\n')[0]);
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
