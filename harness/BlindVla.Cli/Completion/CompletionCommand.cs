using System.CommandLine;

namespace BlindVla.Cli;

/// <summary><c>blindvla completion</c>: what a shell is to read so that its Tab key knows this program.</summary>
internal static class CompletionCommand
{
    /// <summary>By name of the shell. Each asks the program itself, with the parser's directive <c>[suggest:POSITION]</c>, and falls back
    /// to files where it knows nothing.</summary>
    internal static IReadOnlyDictionary<string, string> Scripts { get; } =
        new Dictionary<string, string>
        {
            ["bash"] = """
                _blindvla() {
                  local line="blindvla${COMP_LINE:${#COMP_WORDS[0]}}" point=$((COMP_POINT - ${#COMP_WORDS[0]} + 8))
                  local found="$("${COMP_WORDS[0]}" "[suggest:$point]" "${line:0:point}" 2>/dev/null)"
                  mapfile -t COMPREPLY < <(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}")
                }
                complete -o default -F _blindvla blindvla
                """,
            ["zsh"] = """
                _blindvla() {
                  local line="blindvla${LBUFFER#*${words[1]}}"
                  local -a found=("${(@f)$("${(Q)~words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
                  if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
                }
                (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
                compdef _blindvla blindvla
                """,
            ["fish"] = """
                function __blindvla_names
                    set -l words (commandline -opc)
                    set -l line (commandline -cp | string replace -- $words[1] blindvla)
                    $words[1] "[suggest:"(string length -- $line)"]" $line 2>/dev/null
                end
                complete -c blindvla -a '(__blindvla_names)'
                """,
        };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command(
            "completion",
            "Print what a shell is to read so that its Tab key knows commands, options, suites, gates, recipes and kinds of policies."
        )
        {
            shell,
        }.WithExamples(
            "source <(./blindvla completion bash)",
            "source <(./blindvla completion zsh)",
            "./blindvla completion fish | source"
        );
        command.SetAction(parse =>
        {
            Invocation.Of(parse).Results.WriteLine(Scripts[parse.GetValue(shell)!]);
            return ExitCode.Success;
        });
        return command;
    }
}
