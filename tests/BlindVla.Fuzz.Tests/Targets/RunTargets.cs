using System.Text;
using System.Text.Json.Nodes;
using BlindVla.Evaluation;
using BlindVla.Evaluation.Tests.Fakes;
using BlindVla.Files;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>The files of a run, each in a folder whose other files are right.</summary>
internal static class RunTargets
{
    public static FuzzTarget Record(string name)
    {
        var folder = RunFolderOf();
        return new(
            name,
            [File.ReadAllBytes(folder[RunFolder.RecordFile]), WithoutDigest(folder)],
            [new JsonMutator(), new JsonMutator(), new TextMutator(), new ByteMutator()],
            input =>
            {
                folder.Write(RunFolder.RecordFile, input);
                Use(RecordedRun.Open(folder.Path));
            },
            typeof(RunException)
        )
        {
            Files = folder,
        };
    }

    public static FuzzTarget LedgerRows(string name)
    {
        var folder = RunFolderOf();
        return new(
            name,
            [File.ReadAllBytes(folder[RunFolder.LedgerFile])],
            [new TextMutator(), new TextMutator(), new ByteMutator()],
            input =>
            {
                folder.Write(RunFolder.LedgerFile, input);
                Use(RecordedRun.Open(folder.Path));
            },
            typeof(RunException)
        )
        {
            Files = folder,
            Weight = 0.5,
        };
    }

    public static FuzzTarget Actions(string name)
    {
        var folder = RunFolderOf();
        var trial = RecordedRun.Open(folder.Path).Trials.First(trial => trial.Outcome != Outcome.Errored).Key;
        var file = Path.Combine(RunFolder.ActionFolder, TrialFile.RelativePath(trial, ".npy"));
        var run = RecordedRun.Open(folder.Path);
        return new(
            name,
            [File.ReadAllBytes(folder[file])],
            [new TextMutator(), new ByteMutator(), new ByteMutator()],
            input =>
            {
                folder.Write(file, input);
                _ = run.Actions(trial);
            },
            typeof(RunException)
        )
        {
            Files = folder,
        };
    }

    public static FuzzTarget Npy(string name) =>
        new(
            name,
            [NpyFile.Encode([1, 2, 3, 4, 5, 6], 2, 3), NpyFile.Encode(new float[700], 2, 50, 7), NpyFile.Encode([], 0, 7)],
            [new TextMutator(), new ByteMutator(), new ByteMutator()],
            input => NpyFile.Decode(input),
            typeof(FormatException)
        );

    /// <summary>What every command that takes a run does with it.</summary>
    private static void Use(RecordedRun run) => _ = Summary.Of(run.Record.Identity, run.Trials);

    /// <summary>A record of an earlier version, which no digest protects, so that what was changed in it goes on to whoever uses
    /// it.</summary>
    private static byte[] WithoutDigest(InputFolder folder)
    {
        var record = JsonNode.Parse(File.ReadAllBytes(folder[RunFolder.RecordFile]))!.AsObject();
        record.Remove("run_sha256");
        record["schema_version"] = 2;
        return Encoding.UTF8.GetBytes(record.ToJsonString());
    }

    private static InputFolder RunFolderOf()
    {
        var folder = new InputFolder();
        new SomeRun().RunAsync(folder.Path).GetAwaiter().GetResult();
        return folder;
    }
}
