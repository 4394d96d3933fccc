using System.Collections.Immutable;
using System.Text;
using BlindVla.Files;

namespace BlindVla.Cluster;

/// <summary>What a task of an array does, as the script that Slurm keeps of it.</summary>
/// <param name="Name">Of the job, in the queue.</param>
/// <param name="Parts">Parts of the run, one for each task.</param>
/// <param name="Program">What starts this program, the same path on every node.</param>
/// <param name="Words">The command and its options, of a whole run.</param>
/// <param name="WorkingFolder">Where relative paths of the words begin.</param>
/// <param name="Folder">Where the parts are kept, absolute.</param>
/// <param name="Processors">Of one task, and its episodes at a time; null for as many as <paramref name="Options"/> or the site
/// say.</param>
/// <param name="NeedsGpu">A policy runs on one.</param>
/// <param name="Options">More options of sbatch, which come last and so count; null for none.</param>
public sealed record JobScript(
    string Name,
    int Parts,
    ImmutableArray<string> Program,
    ImmutableArray<string> Words,
    string WorkingFolder,
    ArrayFolder Folder,
    int? Processors,
    bool NeedsGpu,
    string? Options
)
{
    /// <summary>For a task to write down what it has, before it is preempted or its time is up: an episode is given up at once.</summary>
    private const int GraceSeconds = 60;

    /// <summary>Of what <c>date -u +%FT%T.%3NZ</c> prints.</summary>
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The script's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("#!/bin/bash\n");
        // Slurm puts something in the place of what follows a %.
        var literal = Folder with { Path = Folder.Path.Replace("%", "%%", StringComparison.Ordinal) };
        string?[] options =
        [
            $"--job-name={Name}",
            $"--array=1-{Parts}",
            Processors is { } processors ? $"--cpus-per-task={processors}" : null,
            NeedsGpu ? "--gres=gpu:1" : null,
            $"--output={ShellWord.Of(literal.Log("%a"))}",
            "--open-mode=append",
            "--requeue",
            $"--signal=B:TERM@{GraceSeconds}",
            Options,
        ];
        foreach (var option in options.OfType<string>())
            text.Append($"#SBATCH {option}\n");
        text.Append("echo \"$(date -u +%FT%T.%3NZ) task $SLURM_ARRAY_TASK_ID on $(hostname)\" >&2\n");
        text.Append($"cd {ShellWord.Of(WorkingFolder)} || exit\n");
        text.Append($"out={ShellWord.Of(Folder.Parts)}/\"$SLURM_ARRAY_TASK_ID\"\n");
        text.Append("resume=\n[ -e \"$out\" ] && resume=--resume\n");
        text.Append("# What the task was given of the node, which may be all of it to look at.\n");
        text.Append("export DOTNET_PROCESSOR_COUNT=\"${SLURM_CPUS_PER_TASK:-1}\"\n");
        text.Append("# In the place of the shell, so that SIGTERM reaches it: it writes down what it has.\n");
        text.Append($"exec {string.Join(' ', Program.Concat(Words).Select(ShellWord.Of))} ");
        text.Append(Processors is { } workers ? $"--workers {workers} " : "");
        text.Append($"--shard \"$SLURM_ARRAY_TASK_ID/{Parts}\" --out \"$out\" $resume\n");
        return text.ToString();
    }
}
