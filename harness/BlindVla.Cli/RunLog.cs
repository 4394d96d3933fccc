using System.Globalization;
using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>
/// <c>run.log</c>: what happened beside the trials, such as servers that died and attempts that broke off. A line that cannot be written is
/// lost and counted; it never stops a run. Thread-safe.
/// </summary>
/// <param name="time">Whose time stands in front of every entry, in UTC.</param>
/// <param name="echo">Told of every entry, too; null for nobody.</param>
internal sealed class RunLog(TimeProvider time, Action<string>? echo) : ILoggerProvider
{
    /// <summary>Characters; a longer line loses its middle.</summary>
    internal const int MaxLineLength = 2000;

    /// <summary>Lines of one entry, a stack trace for instance.</summary>
    internal const int MaxLines = 200;

    /// <summary>Entries that are kept before there is a folder to write them to.</summary>
    internal const int MaxWaiting = 1000;

    /// <summary>Bytes; a server that writes without end does not fill the disk.</summary>
    internal const long MaxFileSize = 64L << 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _waiting = new();
    private string? _path;
    private FileStream? _file;
    private long _lost;

    /// <summary>Does something in a run's folder and says there what became of it; an error that ends it with its stack trace.</summary>
    public async Task<T> RunAsync<T>(RunFolder folder, Func<ILogger, Task<T>> run)
    {
        WriteTo(folder.Path);
        var logger = CreateLogger("Run");
        logger.LogInformation("blindvla {Version} in {Folder}", Installation.Version, folder.Path);
        if (folder.Repair is { } repair)
        {
            logger.LogWarning("{Repair}", repair);
        }
        try
        {
            var result = await run(logger);
            logger.LogInformation("the run is {Status}", folder.Record.Status);
            return result;
        }
        catch (Exception e)
        {
            logger.Log(e is OperationCanceledException ? LogLevel.Information : LogLevel.Error, e, "the run ends");
            throw;
        }
    }

    /// <summary>From now on entries are appended to the log in a run's folder, those of before first.</summary>
    internal void WriteTo(string folder)
    {
        lock (_gate)
        {
            _path = Path.Combine(folder, RunFolder.LogFile);
            while (_waiting.TryDequeue(out var entry))
            {
                Append(entry);
            }
        }
    }

    /// <param name="categoryName">Of which the last part is written, e.g. <c>ServerPool</c>.</param>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            (_file, _path) = (null, null);
        }
    }

    private void Add(LogLevel level, string category, string text)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var entry = Bounded($"{now} {level.ToString().ToLowerInvariant()} {category}: {text}");
        lock (_gate)
        {
            if (_path is not null)
            {
                Append(entry);
            }
            else if (_waiting.Count < MaxWaiting)
            {
                _waiting.Enqueue(entry);
            }
            else
            {
                _lost++;
            }
        }
        echo?.Invoke(entry);
    }

    private void Append(string entry)
    {
        try
        {
            _file ??= new(_path!, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var bytes = Encoding.UTF8.GetBytes(_lost == 0 ? entry : $"({_lost} entries could not be written)\n{entry}");
            if (_file.Length + bytes.Length > MaxFileSize)
            {
                _lost++;
                return;
            }
            Write(_file, bytes);
            _lost = 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lost++;
        }
    }

    private static void Write(FileStream file, byte[] bytes)
    {
        var before = file.Length;
        try
        {
            file.Write(bytes);
        }
        catch (IOException)
        {
            // No half a line; shrinking works on a full disk too.
            file.SetLength(before);
            throw;
        }
    }

    /// <summary>One entry, its further lines indented.</summary>
    private static string Bounded(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var entry = string.Join("\n  ", lines.Take(MaxLines).Select(line => VisibleText.Line(line, MaxLineLength)));
        return lines.Length > MaxLines ? $"{entry}\n  ({lines.Length - MaxLines} more lines)\n" : $"{entry}\n";
    }

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                log.Add(
                    logLevel,
                    category,
                    exception is null ? formatter(state, exception) : $"{formatter(state, exception)}\n{exception}"
                );
            }
        }
    }
}
