using System.Runtime.Versioning;

namespace BlindVla.Cli.Tests;

/// <summary>What a Tab key is offered, by the program and by bash.</summary>
[SupportedOSPlatform("linux")]
public sealed class CompletionTests
{
    [TestCase("blindvla ev", "eval")]
    [TestCase("blindvla eval ", "ood")]
    [TestCase("blindvla eval put-on-plate --pol", "--policy")]
    [TestCase("blindvla eval put-on-plate --policy ", "planner")]
    [TestCase("blindvla gate ", "put-on-plate")]
    [TestCase("blindvla gate plan ", "put-on-plate")]
    [TestCase("blindvla report some-run --gate ", "put-on-plate")]
    [TestCase("blindvla suite show ", "vl-think")]
    [TestCase("blindvla train ", "align-random")]
    [TestCase("blindvla experiment ", "paper-small")]
    [TestCase("blindvla rig check ", "emulated")]
    [TestCase("blindvla control put-on-plate --rig ", "widowx-250s")]
    [TestCase("blindvla completion ", "fish")]
    [TestCase("blindvla eval ood --video f", "failures")]
    public async Task Line_ThatIsNotFinished_IsOfferedWhatGoesOn(string line, string expected)
    {
        var (code, output, error) = await Typed.RunAsync($"[suggest:{line.Length}]", line);

        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output.Split('\n'), Does.Contain(expected));
    }

    [TestCase("./blindvla eval pu", "put-on-plate")]
    [TestCase("./blindvla o", "out")]
    [TestCase("./blindvla nothing-of-this-kind", "")]
    public async Task Bash_AsksTheProgramThatIsTyped_AndTakesWhatBeginsAsTheWordDoes(string line, string expected)
    {
        using var checkout = new SmallCheckout(SmallCheckout.ServersInCMake);
        // It answers only who asks as the parser wants it.
        var asked = line[2..];
        checkout.AddProgram(
            "blindvla",
            $"#!/bin/sh\n[ \"$1|$2\" = '[suggest:{asked.Length}]|{asked}' ] && printf '%s\\n' put-on-plate --outer out moo\n"
        );
        await File.WriteAllTextAsync(checkout.PathOf("completion"), CompletionCommand.Scripts["bash"]);

        var (code, output, error) = await checkout.RunAsync(
            $"cd bin && source ../completion && COMP_LINE='{line}' && read -ra COMP_WORDS <<<\"$COMP_LINE\" && "
                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE} && _blindvla; printf %s \"${COMPREPLY[*]}\""
        );

        Assert.That(code, Is.Zero, error);
        Assert.That(output, Is.EqualTo(expected));
    }

    [Test]
    public async Task Shell_ThatIsNotKnown_IsRefusedWithThoseThatAre()
    {
        var (code, output, error) = await Typed.RunAsync("completion", "tcsh");

        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain("tcsh").And.Contain("bash").And.Contain("zsh").And.Contain("fish"));
    }
}
