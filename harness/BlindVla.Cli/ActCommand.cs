using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Policies.Torch;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla act</c>: one picture, one instruction, one action.</summary>
internal static class ActCommand
{
    public static Command Create()
    {
        var policy = new Option<string>("--policy")
        {
            Description = $"The checkpoint: {TorchSettings.Syntax}.",
            Required = true,
            HelpName = "SPEC",
        };
        var image = new Option<string>("--image")
        {
            Description = "What the policy sees: PNG, JPEG, WebP or GIF.",
            Required = true,
            HelpName = "FILE",
        };
        var instruction = new Option<string>("--instruction")
        {
            Description = "What it is told.",
            Required = true,
            HelpName = "TEXT",
        };
        var key = new Option<string?>("--unnorm-key") { Description = "Data set whose statistics scale the action.", HelpName = "KEY" };
        var seed = Options.Number("--seed", "What is drawn from where the temperature is above 0.", "S", 0UL);
        var json = new Option<bool>("--json")
        {
            Description = "As one JSON object: the same, with the name, unit, convention and frame of every component.",
        };
        var command = new Command(
            "act",
            "Ask a checkpoint for one action: token, normalised and physical value, axis and unit of every component; timings."
        )
        {
            policy,
            image,
            instruction,
            key,
            seed,
            json,
        }.WithExamples(
            "./blindvla act --policy torch:checkpoints/openvla-7b --image scene.png --instruction 'put carrot on plate' --unnorm-key "
                + "bridge_orig"
        );
        command.SetAction(parse =>
            Run(
                parse,
                parse.GetValue(policy)!,
                parse.GetValue(image)!,
                parse.GetValue(instruction)!,
                parse.GetValue(key),
                parse.GetValue(seed),
                parse.GetValue(json)
            )
        );
        return command;
    }

    // Not inlined: whoever only asks for help does not load libtorch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task Run(ParseResult parse, string policy, string image, string instruction, string? key, ulong seed, bool json)
    {
        if (!policy.StartsWith("torch:", StringComparison.Ordinal))
            throw new CommandException(ExitCode.Usage, $"--policy {policy}: act asks checkpoints only: {TorchSettings.Syntax}");
        var settings = TorchSettings.Parse(policy["torch:".Length..]);
        var time = TimeProvider.System;
        var picture = PictureFile.Read(image);
        var began = time.GetTimestamp();
        await using var model = TorchModel.Load(key is null ? settings : settings with { UnnormKey = key });
        var load = time.GetElapsedTime(began);
        ActionPrediction prediction = null!;
        double[] seconds = new double[2];
        for (var i = 0; i < seconds.Length; i++)
        {
            var asked = time.GetTimestamp();
            prediction = model.Act([(picture, instruction, KeyedRandom.Create(seed, "policy"))])[0];
            seconds[i] = time.GetElapsedTime(asked).TotalSeconds;
        }
        var answer = new ActAnswer(
            [.. prediction.Tokens],
            [.. prediction.Normalized],
            [.. prediction.Values],
            [.. prediction.Command],
            [
                .. model.Spec.Action.SelectMany(part =>
                    part.Components.Select(name => new ActComponent(name, part.Unit, part.Convention, part.Frame))
                ),
            ],
            model.Spec.Settings,
            load.TotalSeconds,
            seconds[0],
            seconds[1]
        );
        var output = parse.InvocationConfiguration.Output;
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(answer, ActJson.Default.ActAnswer));
            return;
        }
        foreach (var note in model.Spec.Notes)
            parse.InvocationConfiguration.Error.WriteLine($"note: {note}");
        var width = Invocation.Of(parse).Width;
        output.WriteLine(Table(answer).ToPlain(width));
        output.Write(
            TextTable.Wrap(
                "command: what the arm is asked for, which is the action with the gripper at +1 (open) above "
                    + ActionPrediction.GripperThreshold.ToString(CultureInfo.InvariantCulture)
                    + " and at -1 (closed) otherwise.",
                width
            )
        );
        output.WriteLine($"used  {answer.Settings}");
        output.WriteLine(
            $"time  load {answer.LoadSeconds:0.00} s, first action {1e3 * answer.FirstSeconds:0.0} ms, "
                + $"second {1e3 * answer.SecondSeconds:0.0} ms"
        );
    }

    private static TextTable Table(ActAnswer answer) =>
        new(
            [
                new("component"),
                new("token", true),
                new("normalised", true),
                new("action", true),
                new("command", true),
                new("unit"),
                new("convention"),
            ],
            [
                .. answer.Components.Select(
                    (component, i) =>
                        (IReadOnlyList<string>)
                            [
                                component.Name,
                                $"{answer.Tokens[i]}",
                                Signed(answer.Normalized[i]),
                                Signed(answer.Action[i]),
                                Signed(answer.Command[i]),
                                component.Unit,
                                component.Convention + (component.Frame.Length > 0 ? $", {component.Frame} frame" : ""),
                            ]
                ),
            ]
        );

    private static string Signed(double value) => value.ToString("+0.000000;-0.000000;0.000000", CultureInfo.InvariantCulture);
}
