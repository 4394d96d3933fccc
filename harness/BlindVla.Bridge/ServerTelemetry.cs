using System.Diagnostics.Metrics;

namespace BlindVla.Bridge;

/// <summary>What a pool says of its servers to whoever listens to .NET's meters.</summary>
public sealed class ServerTelemetry : IDisposable
{
    /// <summary>Of the meter.</summary>
    public const string Name = "BlindVla.Bridge";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _deaths;
    private readonly Counter<long> _replacements;

    /// <param name="memory">Bytes that each server holds now, by its number; asked for when somebody looks.</param>
    internal ServerTelemetry(Func<IEnumerable<(int Server, long Bytes)>> memory)
    {
        _deaths = _meter.CreateCounter<long>("blindvla.server.deaths", "{process}", "Server processes that ended, hung or did not start.");
        _replacements = _meter.CreateCounter<long>(
            "blindvla.server.replacements",
            "{process}",
            "Server processes that were well and were replaced for their age or size."
        );
        _meter.CreateObservableGauge(
            "blindvla.server.memory",
            () => memory().Select(held => new Measurement<long>(held.Bytes, new KeyValuePair<string, object?>("server", held.Server))),
            "By",
            "Resident set of a server process."
        );
    }

    public void Dispose() => _meter.Dispose();

    internal void Died(int server) => _deaths.Add(1, new KeyValuePair<string, object?>("server", server));

    internal void Replaced(int server) => _replacements.Add(1, new KeyValuePair<string, object?>("server", server));
}
