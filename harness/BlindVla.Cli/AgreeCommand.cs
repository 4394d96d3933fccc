using System.CommandLine;
using BlindVla.Evaluation;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary><c>blindvla agree</c>: does a simulator order policies as the world does that it stands for.</summary>
internal static class AgreeCommand
{
    public static Command Create()
    {
        var simulated = new Argument<string>("SIMULATED") { Description = "Folder of the run whose word is to be judged." };
        var real = new Argument<string>("REAL")
        {
            Description = "Folder of the run that is the truth: a real arm's, or a better simulator's.",
        };
        var over = Options.Word(
            "--over",
            "What is put in order. auto: policies where both runs have three or more, otherwise the cells of each.",
            "auto",
            "policies",
            "cells"
        );
        var markdown = new Option<bool>("--markdown") { Description = "As markdown." };
        var json = new Option<bool>("--json") { Description = "As JSON, with every episode that ended differently." };
        var command = new Command(
            "agree",
            "Say how far a simulator and the world that it stands for agree on the same policies: rank correlation, correlation, "
                + "SimplerEnv's mean maximum rank violation, each with an interval, and the episodes that ended differently."
        )
        {
            simulated,
            real,
            over,
            markdown,
            json,
        }.WithExamples(
            "./blindvla agree results/runs/simulated results/runs/arm",
            "./blindvla agree results/runs/simulated results/runs/arm --over cells --markdown"
        );
        Options.Exclude(command, markdown, json);
        command.SetAction(parse =>
        {
            var agreement = WorldAgreement.Of(
                RecordedRun.Open(parse.GetValue(simulated)!),
                RecordedRun.Open(parse.GetValue(real)!),
                Enum.TryParse<AgreementUnit>(parse.GetValue(over), ignoreCase: true, out var unit) ? unit : null
            );
            parse.InvocationConfiguration.Output.WriteLine(
                parse.GetValue(json) ? agreement.ToJson()
                : parse.GetValue(markdown) ? AgreementTable.Markdown(agreement)
                : AgreementTable.Plain(agreement, Invocation.Of(parse).Width)
            );
        });
        return command;
    }
}
