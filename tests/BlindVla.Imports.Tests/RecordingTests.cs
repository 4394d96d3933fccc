using BlindVla.Evaluation;
using BlindVla.Files;
using Microsoft.Data.Sqlite;

namespace BlindVla.Imports.Tests;

public sealed class RecordingTests
{
    private const string Broken = "vla-eval/recording-broken.sqlite";

    private Fixture _files = null!;

    [SetUp]
    public void SetUp() => _files = new();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Import_OfARecording_IsWhatItsMergedResultIs()
    {
        _files.Import(Fixture.PathOf(Broken));

        using var merged = new Fixture();
        merged.Import(Fixture.PathOf("vla-eval/broken_aggregate.json"));
        var (run, other) = (RecordedRun.Open(_files.Output), RecordedRun.Open(merged.Output));
        Assert.Multiple(() =>
        {
            Assert.That(run.Trials, Is.EqualTo(other.Trials));
            Assert.That(run.Record.Identity.Imported!.Layout, Is.EqualTo("recording"));
            Assert.That(run.Record.Identity.Imported.Facts, Is.EqualTo(other.Record.Identity.Imported!.Facts));
            Assert.That(run.Record.Identity.Seed, Is.EqualTo(other.Record.Identity.Seed));
        });
    }

    [Test]
    public void Import_OfARecording_LeavesNothingBesideIt()
    {
        _files.Import(_files.Copy(Broken));

        Assert.That(Directory.EnumerateFileSystemEntries(_files.Folder).Select(Path.GetFileName), Is.EqualTo(["recording-broken.sqlite"]));
    }

    [Test]
    public void Import_OfARecordingThatIsBeingWritten_HasWhatIsCommitted()
    {
        var path = _files.Copy(Broken);
        using var writer = Open(path);
        Execute(writer, "PRAGMA journal_mode=WAL");
        Execute(writer, Insert("task_name", "'a new task'", 0, "success", "{\"success\": true}"));
        Execute(writer, "BEGIN");
        Execute(writer, Insert("task_name", "'a new task'", 1, "success", "{\"success\": true}"));

        var imported = _files.Import(path);

        Assert.That(File.Exists(path + "-wal"), "the writer has not ended");
        Assert.That(imported.Record.Trials.Finished, Is.EqualTo(18), "17 and the one that was committed");
        Execute(writer, "COMMIT");
    }

    [Test]
    public void Import_OfAFolder_TakesTheResultsAndNotTheRecordingThatTheyAreMadeOf()
    {
        _files.Copy(Broken);
        _files.Copy("vla-eval/broken_aggregate.json");
        _files.Write("notes.json", "{\"by\": \"somebody\"}");

        var imported = _files.Import(_files.Folder);

        Assert.That(imported.Record.Identity.Imported!.Layout, Is.EqualTo("result"));
        Assert.That(
            imported.Notes[..2],
            Is.EqualTo([
                "no results, left out: notes.json",
                "left out, since the results beside it are made of it: recording-broken.sqlite",
            ])
        );
    }

    [Test]
    public void Import_OfAFolderWithARecordingOnly_TakesIt()
    {
        _files.Copy(Broken);

        Assert.That(_files.Import(_files.Folder).Record.Trials.Errored, Is.EqualTo(3));
    }

    [TestCase("UPDATE episode_results SET status = 'success' WHERE eid = 'e03'", "status is success, metrics and failure_reason say fail")]
    [TestCase("UPDATE episode_results SET episode_id = -1 WHERE eid = 'e03'", "expected a task and a number of the episode")]
    [TestCase("UPDATE episode_results SET task_name = NULL WHERE eid = 'e03'", "expected a task and a number of the episode")]
    [TestCase("UPDATE episode_results SET metrics = NULL WHERE eid = 'e03'", "metrics: expected an object with a member 'success'")]
    [TestCase("UPDATE episode_results SET metrics = '{' WHERE eid = 'e03'", "metrics, line 1: it is no JSON, or was cut short")]
    [TestCase("UPDATE episode_results SET episode_id = 4 WHERE eid = 'e03'", "is there 2 times: recording-broken.sqlite, episode 4 of")]
    [TestCase("DELETE FROM eval_metadata", "are of an evaluation that eval_metadata does not have")]
    [TestCase("DELETE FROM episode_results", "there is no episode in it")]
    [TestCase("DROP TABLE episode_results", "cannot be read as a recording of vla-eval: SQLite Error 1: 'no such table: episode_results'")]
    [TestCase(
        "UPDATE episode_results SET failure_detail = hex(zeroblob(9000000)) WHERE eid = 'e03'",
        "cannot be read as a recording of vla-eval: SQLite Error 18: 'string or blob too big'"
    )]
    public void Import_OfWhatVlaEvalDoesNotRecord_SaysWhy(string change, string expected)
    {
        var path = _files.Copy(Broken);
        using (var writer = Open(path))
        {
            Execute(writer, change);
        }

        Assert.That(() => _files.Import(path), Throws.TypeOf<InputException>().With.Message.Contains(expected));
        Assert.That(_files.Output, Does.Not.Exist);
    }

    [Test]
    public void Import_OfADamagedDatabase_SaysSo()
    {
        var path = _files.Copy(Broken);
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..4096], .. new byte[8192]]);

        Assert.That(() => _files.Import(path), Throws.TypeOf<InputException>().With.Message.Contains("cannot be read as a recording"));
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        return connection;
    }

    private static string Insert(string column, string value, int episode, string status, string metrics) =>
        $"INSERT INTO episode_results (sid, eid, eval_id, {column}, episode_id, status, metrics) "
        + $"SELECT 'x', 'x{episode}', eval_id, {value}, {episode}, '{status}', '{metrics}' FROM eval_metadata";

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
