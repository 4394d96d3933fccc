using System.Text.Json;

namespace BlindVla.Cli.Tests;

/// <summary>What <c>act</c> and <c>policy describe</c> say of the golden checkpoint.</summary>
public sealed class CheckpointCommandTests
{
    private static readonly string Folder = Path.Combine(Installation.Find().Root, "tests", "golden", "openvla-a");

    [Test]
    public async Task Act_NamesEveryComponentWithItsAxisUnitAndConvention()
    {
        var (code, output, error) = await ActAsync("--unnorm-key", "bridge_orig");

        Assert.That(code, Is.Zero, error);
        foreach (
            var row in new[]
            {
                @"position x .* m +delta_xyz, base frame",
                @"position y .* m ",
                @"position z .* m ",
                @"rotation x .* rad +delta_euler_xyz_intrinsic, base frame",
                @"rotation y .* rad ",
                @"rotation z .* rad ",
                @"gripper +\d+ +\S+ +\S+ +[+-]1\.000000 +1 +open_positive\n",
            }
        )
        {
            Assert.That(output, Does.Match(row));
        }
        Assert.That(output, Does.Contain("command: what the arm is asked for"));
    }

    [Test]
    public async Task Act_Json_HasANameForEveryValue()
    {
        var (code, output, error) = await ActAsync("--unnorm-key", "bridge_orig", "--json");

        Assert.That(code, Is.Zero, error);
        using var answer = JsonDocument.Parse(output);
        var components = answer.RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.That(
            components.Select(component => component.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "position x", "position y", "position z", "rotation x", "rotation y", "rotation z", "gripper" })
        );
        Assert.That(components[0].GetProperty("unit").GetString(), Is.EqualTo("m"));
        foreach (var list in new[] { "tokens", "normalized", "action", "command" })
            Assert.That(answer.RootElement.GetProperty(list).GetArrayLength(), Is.EqualTo(7), list);
    }

    [Test]
    public async Task Act_WhereThereAreSeveralStatistics_NamesTheOptionAndTheChoices()
    {
        var (code, output, error) = await ActAsync();

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("(bridge_orig, libero_spatial_no_noops); say which with --unnorm-key KEY"));
    }

    [Test]
    public async Task PolicyDescribe_MarksThePlaceholderOfThePrompt()
    {
        var (code, output, error) = await Typed.RunAsync("policy", "describe", Folder);

        Assert.That(code, Is.Zero, error);
        Assert.That(
            output,
            Does.Contain(@"In: What action should the robot take to <instruction>?\nOut:").And.Contain("<instruction> is a placeholder")
        );
    }

    private static Task<(int Code, string Output, string Error)> ActAsync(params string[] options) =>
        Typed.RunAsync([
            "act",
            "--policy",
            $"torch:{Folder}",
            "--image",
            Path.Combine(Folder, "input_0_224x224.png"),
            "--instruction",
            "put carrot on plate",
            .. options,
        ]);
}
