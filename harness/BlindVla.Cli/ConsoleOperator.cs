using System.CommandLine;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>The person at the workcell, asked on the console.</summary>
/// <param name="name">As the ledger is to say who judged.</param>
/// <param name="laysScenes">Whether there is anything to lay.</param>
internal sealed class ConsoleOperator(string name, bool laysScenes, IAnswers answers, ConsoleWriter output) : IOperator
{
    private const char Enter = '\n';

    /// <summary>The option by which somebody says who they are.</summary>
    public static Option<string?> Option(string description) => new("--operator") { Description = description, HelpName = "NAME" };

    /// <summary>Whoever sits at the console, for a workcell.</summary>
    /// <exception cref="CommandException">The name is blank.</exception>
    public static ConsoleOperator At(EnvironmentSpec workcell, string name, CommandConsole console) =>
        string.IsNullOrWhiteSpace(name)
            ? throw new CommandException(ExitCode.Usage, "--operator: expected a name")
            : new(name.Trim(), laysScenes: !workcell.Capabilities.SceneSettable, console.Answers, console.Progress);

    public async ValueTask<Readiness> PrepareAsync(EpisodeSpec episode, int again, CancellationToken cancellationToken)
    {
        output.WriteLine();
        output.WriteLine($"{episode.Id}{(again == 0 ? "" : $", run again ({again})")}");
        if (laysScenes && episode.Scene is TabletopScene scene)
        {
            foreach (var line in Layout(scene))
                output.WriteLine($"  {line}");
        }
        output.WriteLine($"  the policy is told: {episode.Instruction}");
        output.WriteLine(laysScenes ? "[enter] the scene stands, begin   [x] it cannot be laid" : "[enter] begin   [x] leave it out");
        if (await answers.KeyAsync("\nx", cancellationToken) == Enter)
            return Readiness.Ready;
        return new(await ReasonAsync(cancellationToken));
    }

    public async ValueTask<Judgement> JudgeAsync(EpisodeSpec episode, EpisodeResult result, CancellationToken cancellationToken)
    {
        var note = "";
        while (true)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"ended after {result.Steps} control steps, {result.WallSeconds:0} s. ")
                    + $"Judged is {(episode.SuccessRule == SuccessRule.AtEnd ? "how it stands now" : "whether it was ever done")}:"
            );
            output.WriteLine("[s] success   [f] failure   [r] does not count, run it again   [n] note");
            switch (await answers.KeyAsync("sfrn", cancellationToken))
            {
                case 's':
                    return new(true, name, note);
                case 'f':
                    return new(false, name, note);
                case 'r':
                    return new(null, name, await ReasonAsync(cancellationToken));
                default:
                    output.WriteLine("note:");
                    note = await answers.LineAsync(cancellationToken);
                    break;
            }
        }
    }

    private async ValueTask<string> ReasonAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            output.WriteLine("why:");
            if (await answers.LineAsync(cancellationToken) is { Length: > 0 } reason)
                return reason;
        }
    }

    /// <summary>Where everything lies, in the world's frame; the things of the goal first, as the suite has them.</summary>
    private static IEnumerable<string> Layout(TabletopScene scene)
    {
        yield return $"on the table {scene.Table}:";
        foreach (var thing in scene.Objects)
        {
            var (position, turn) = (thing.Pose.Position, thing.Pose.Orientation);
            var yaw = Math.Atan2(2 * ((turn.W * turn.Z) + (turn.X * turn.Y)), 1 - (2 * ((turn.Y * turn.Y) + (turn.Z * turn.Z))));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{thing.Asset} ({thing.Id}): x {100 * position.X:+0.0;-0.0} cm, y {100 * position.Y:+0.0;-0.0} cm, "
                    + $"turned {180 / Math.PI * yaw:+0;-0;0} degrees"
            );
        }
    }
}
