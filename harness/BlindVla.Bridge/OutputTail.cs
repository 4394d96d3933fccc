using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>The last lines of what a process wrote, bounded whatever it writes.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 20;
    private const int MaxLineLength = 200;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>Reads to the end; of a line that never ends no more than its beginning is kept.</summary>
    /// <param name="reader">Closed at its end: a process that is disposed of leaves its pipes open.</param>
    /// <param name="onLine">Hears every line, cut to its bound and harmless to show.</param>
    public async Task ReadAsync(TextReader reader, Action<string> onLine)
    {
        using var closed = reader;
        var buffer = new char[1024];
        // One more than is shown, so that a line that was cut shows it.
        var line = new char[MaxLineLength + 1];
        var length = 0;
        void End()
        {
            var text =
                VisibleText.Line(new string(line, 0, Math.Min(length, MaxLineLength)).TrimEnd('\r'), MaxLineLength)
                + (length > MaxLineLength ? "…" : "");
            length = 0;
            Add(text);
            onLine(text);
        }

        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] == '\n')
                {
                    End();
                }
                else if (length < line.Length)
                {
                    line[length++] = buffer[i];
                }
            }
        }
        if (length > 0)
        {
            End();
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }
            _lines.Enqueue(line);
        }
    }
}
