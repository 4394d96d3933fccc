using System.Text.Json;
using BlindVla.Evaluation;
using BlindVla.Policies;

namespace BlindVla.Cli.Tests;

public sealed class AgreeCommandTests
{
    [Test]
    public async Task Agree_OfTwoRuns_ShowsBothWorlds_AsTextMarkdownAndJson()
    {
        using var folder = new TemporaryFolder();
        string[] runs = [folder.PathOf("simulated"), folder.PathOf("real")];
        foreach (var run in runs)
            await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()), new NamedPolicy("random", new RandomPolicy()));

        var (code, text, error) = await Typed.RunAsync(["agree", .. runs, "--over", "policies"]);
        var (_, markdown, _) = await Typed.RunAsync(["agree", .. runs, "--over", "policies", "--markdown"]);
        var (_, json, _) = await Typed.RunAsync(["agree", .. runs, "--over", "policies", "--json"]);

        Assert.That(code, Is.Zero, error);
        Assert.That(text, Does.StartWith("policy  simulated").And.Match(@"\nhold +\d+/\d+ ").And.Contain("mean maximum rank violation"));
        Assert.That(text, Does.Contain("0 of them ended differently"));
        Assert.That(markdown, Does.StartWith("| policy | simulated | real | difference |"));
        Assert.That(JsonDocument.Parse(json).RootElement.GetProperty("points").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Agree_OfOnePolicyInOneCell_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var run = folder.PathOf("run");
        await SomeRun.WriteAsync(run, new NamedPolicy("hold", new HoldPolicy()));

        var (code, _, error) = await Typed.RunAsync("agree", run, run, "--over", "policies");

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("only hold in common: an order needs two policies at least"));
    }
}
