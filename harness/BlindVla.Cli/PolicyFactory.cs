using System.Globalization;
using System.Text.RegularExpressions;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli;

/// <summary>Turns <c>[NAME=]KIND[:LOCATOR]</c> into a policy.</summary>
internal static partial class PolicyFactory
{
    public const string Syntax = "[NAME=]KIND[:LOCATOR]; kinds: planner (privileged), hold, random, noisy:SIGMA:SPEC, replay:RUN[:NAME], " + TorchPolicies.Syntax;

    private static readonly string[] Kinds = ["planner", "hold", "random", "noisy", "replay", "torch"];

    /// <summary>All policies of a run.</summary>
    /// <param name="specs">As typed.</param>
    /// <param name="shown">Cameras shown to every policy besides those it asks for.</param>
    /// <exception cref="CommandException">With every problem of every spec.</exception>
    public static IReadOnlyList<NamedPolicy> Create(IReadOnlyList<string> specs, IReadOnlyList<CameraRequest> shown)
    {
        var policies = new List<NamedPolicy>();
        var problems = new List<string>();
        foreach (var spec in specs)
        {
            try
            {
                var policy = Create(spec, shown);
                if (policies.Any(p => p.Name == policy.Name))
                    problems.Add($"--policy {spec}: there is a policy named '{policy.Name}' already; name one of them, e.g. second={spec}");
                policies.Add(policy);
            }
            catch (Exception e) when (e is CommandException or RunException)
            {
                problems.Add($"--policy {spec}: {e.Message}");
            }
        }
        return problems.Count == 0 ? policies : throw new CommandException(ExitCode.Usage, string.Join('\n', problems));
    }

    private static NamedPolicy Create(string spec, IReadOnlyList<CameraRequest> shown)
    {
        var equals = spec.IndexOf('=');
        var body = spec[(equals + 1)..];
        var colon = body.IndexOf(':');
        var (kind, locator) = colon < 0 ? (body, "") : (body[..colon], body[(colon + 1)..]);
        var name = equals < 0 ? kind : spec[..equals];
        if (!NamePattern().IsMatch(name))
            throw new CommandException(ExitCode.Usage, $"the name '{name}' must be letters, digits, '.', '_' or '-'");
        if (kind is not ("replay" or "torch" or "noisy") && Kinds.Contains(kind) && locator.Length > 0)
            throw new CommandException(ExitCode.Usage, $"'{kind}' takes no locator, found '{locator}'");

        var policy = Create(kind, locator);
        return new(name, shown.Count == 0 || kind is "replay" ? policy : new ObservingPolicy(policy, shown));
    }

    private static IPolicy Create(string kind, string locator) => kind switch
    {
        "planner" => new PlannerPolicy(),
        "hold" => new HoldPolicy(),
        "random" => new RandomPolicy(),
        "noisy" => Noisy(locator),
        "replay" => Replay(locator),
        "torch" => TorchPolicies.Create(locator),
        _ => throw new CommandException(ExitCode.Usage, $"there is no policy kind '{kind}'; {NearestNames.Suggest(kind, Kinds)} ({Syntax})"),
    };

    private static NoisyPolicy Noisy(string locator)
    {
        var parts = locator.Split(':', 3);
        return parts.Length >= 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out var sigma) && sigma >= 0 && sigma <= 1
            ? new NoisyPolicy(Create(parts[1], parts.ElementAtOrDefault(2) ?? ""), sigma)
            : throw new CommandException(ExitCode.Usage, $"noisy needs a standard deviation from 0 to 1 (metres, radians) and a policy, e.g. noisy:0.01:planner; found '{locator}'");
    }

    private static ReplayPolicy Replay(string locator)
    {
        if (locator.Length == 0)
            throw new CommandException(ExitCode.Usage, "replay needs the folder of a run: replay:results/runs/NAME, or replay:FOLDER:POLICY where it has several policies");
        var colon = locator.LastIndexOf(':');
        var run = RecordedRun.Open(colon < 0 ? locator : locator[..colon]);
        return Replay(run, colon < 0 ? null : locator[(colon + 1)..]);
    }

    /// <summary>Repeats what one policy of a run did.</summary>
    /// <param name="policyName">Null where the run has one policy only.</param>
    public static ReplayPolicy Replay(RecordedRun run, string? policyName)
    {
        var recorded = RecordedPolicy(run, policyName);
        var keys = run.Trials.Where(t => t.Policy == recorded.Name && t.Outcome != Outcome.Errored).Select(t => t.EpisodeId).ToHashSet();
        return new ReplayPolicy(
            run.Path,
            id => keys.Contains(id) ? run.Actions(new(id, recorded.Name)).Values : null,
            recorded.Cameras,
            recorded.IsPrivileged);
    }

    /// <summary>A policy of a recorded run, by name.</summary>
    public static PolicyIdentity RecordedPolicy(RecordedRun run, string? policyName)
    {
        var policies = run.Record.Identity.Policies;
        if (policyName is null)
        {
            return policies is [var only]
                ? only
                : throw new CommandException(ExitCode.Usage, $"{run.Path} has the policies {string.Join(", ", policies.Select(p => p.Name))}; say which");
        }
        return policies.FirstOrDefault(p => p.Name == policyName)
            ?? throw new CommandException(ExitCode.Usage, $"{run.Path} has no policy '{policyName}'; {NearestNames.Suggest(policyName, policies.Select(p => p.Name))}");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex NamePattern();
}
