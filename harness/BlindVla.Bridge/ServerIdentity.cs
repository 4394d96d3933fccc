using BlindVla.Core;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>What every server of a run must be, the first and the ones that come after it: results are compared as if they came from
/// one.</summary>
internal sealed class ServerIdentity
{
    // How many may use it at a time changes no result.
    private static readonly string[] Irrelevant = ["max_sessions"];

    private readonly Lock _gate = new();
    private Proto.DescribeResponse? _first;

    /// <param name="server">What to call it.</param>
    /// <exception cref="EnvironmentException">It differs from the first description; every field that does is named.</exception>
    public void Check(string server, Proto.DescribeResponse description)
    {
        lock (_gate)
        {
            _first ??= description;
            var differences = MessageDifference.Between(_first, description, Irrelevant);
            if (differences.Count > 0)
            {
                throw new EnvironmentException(
                    EnvironmentFault.FailedPrecondition,
                    $"{server} is not what the run began with. Was it rebuilt, or another one started in its place? Begin a new run "
                        + "with it.\n"
                        + string.Join('\n', differences)
                );
            }
        }
    }
}
