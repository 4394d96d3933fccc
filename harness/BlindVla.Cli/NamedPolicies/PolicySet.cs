using System.Collections;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli;

/// <summary>The policies of a run, disposed together.</summary>
internal sealed class PolicySet : IReadOnlyList<NamedPolicy>, IAsyncDisposable
{
    private readonly List<NamedPolicy> _policies = [];

    private PolicySet() { }

    public int Count => _policies.Count;

    public NamedPolicy this[int index] => _policies[index];

    /// <summary>Makes all of them, or none.</summary>
    /// <param name="shown">Cameras shown to every policy besides those it asks for.</param>
    /// <exception cref="CommandException">With what is wrong with each that cannot be made.</exception>
    public static async Task<PolicySet> CreateAsync(IEnumerable<PolicyRequest> requests, IReadOnlyList<CameraRequest> shown)
    {
        var set = new PolicySet();
        var problems = new List<string>();
        try
        {
            foreach (var request in requests)
            {
                try
                {
                    // It may wait for a server, which whoever reads its answer must not: sockets complete where they are read.
                    var policy = await Task.Run(request.Create);
                    set._policies.Add(
                        new(request.Name, shown.Count == 0 || request.KeepsItsView ? policy : new ObservingPolicy(policy, shown))
                    );
                }
                catch (LocatorException e)
                {
                    problems.Add($"{request.Origin}: {e.Message}");
                }
            }
            return problems.Count == 0 ? set : throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public IEnumerator<NamedPolicy> GetEnumerator() => _policies.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Every one, also where another cannot be.</summary>
    public async ValueTask DisposeAsync()
    {
        NamedPolicy[] policies = [.. _policies];
        _policies.Clear();
        await Task.WhenAll(policies.Select(async named => await named.Policy.DisposeAsync()));
    }
}
