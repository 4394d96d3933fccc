using BlindVla.Cli;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.EndToEnd.Tests;

/// <summary><c>docs/add-a-policy.md</c>, followed.</summary>
[CancelAfter(300_000)]
public sealed class AddAPolicyTests
{
    private static readonly Page Page = new("docs/add-a-policy.md");

    /// <summary>As when the quoted file lies in one of the libraries of the program.</summary>
    private static readonly PolicyGrammar Policies = new(new([.. PolicyGrammar.Libraries, typeof(SwayPolicy).Assembly]));

    [Test]
    public void Quotes_AreTheFiles() => Page.AssertQuotes();

    [Test]
    public async Task Commands_RunThePolicy()
    {
        using var workplace = new Workplace();
        foreach (var command in Page.Commands)
        {
            var arguments = command.Select(word => word.Replace("results/runs", workplace.Folder, StringComparison.Ordinal)).ToArray();

            var (code, output, error) = await RunAsync(arguments);

            Assert.That(code, Is.EqualTo(ExitCode.Success), $"{string.Join(' ', command)}\n{output}{error}");
        }
        var run = RecordedRun.Open(workplace.PathOf("sway"));
        Assert.That(run.Record.Identity.Policies.Select(policy => policy.Kind), Is.EqualTo(new[] { "sway" }));
        Assert.That(run.Trials.Select(trial => trial.Outcome), Is.All.Not.EqualTo(Outcome.Errored));
        Assert.That(run.Actions(run.Trials[0].Key).Requested.Span[1], Is.EqualTo(0.02f));
    }

    [Test]
    public async Task WrongLocator_IsBadInput()
    {
        var (code, _, error) = await RunAsync("eval", "put-on-plate", "--policy", "sway:2");

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--policy sway:2: sway needs a length of at most 0.05 m"));
    }

    [Test]
    public async Task Help_HasIt()
    {
        var (_, output, _) = await RunAsync("eval", "--help");

        Assert.That(output, Does.Contain("sway:METERS"));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error, policies: Policies);
        return (code, output.ToString(), error.ToString());
    }
}
