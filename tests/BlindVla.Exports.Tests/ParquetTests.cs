using System.Text;
using BlindVla.Core;
using BlindVla.Evaluation;
using CsvHelper;

namespace BlindVla.Exports.Tests;

/// <summary>Tables of runs, read back by the library that wrote them and held against the CSV files of the same runs.</summary>
public sealed class ParquetTests
{
    private static readonly MeasureSpec Grasped = new("grasped", MeasureSpec.Truth, MeasureFold.Any);
    private static readonly MeasureSpec Distance = new("final_distance", "m", MeasureFold.Last);

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("exports").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Episodes_AreTheLedgerValueByValue()
    {
        var run = SomeRun.Write(PathOf("run"), [Grasped, Distance], "naive", "align");

        var file = await ParquetFile.ReadAsync(await EpisodesParquet.EncodeAsync(ExportedRun.Of([run])));

        var (header, rows) = Csv(Path.Combine(run.Path, RunFolder.LedgerFile));
        Assert.That(file.Columns.Keys, Is.EqualTo(header[..^1].Prepend("run")), "row_sha256 is of text");
        AssertSame(file, header[..^1], rows);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Columns["run"], Is.EqualTo(Enumerable.Repeat("run", 8)));
            Assert.That(file.Columns["success_at_end"], Is.EqualTo(new object?[] { true, false, false, null, true, false, false, null }));
            Assert.That(file.Columns["grasped [bool]"][..4], Is.EqualTo(new object?[] { 1.0, 0.0, 0.0, null }));
            Assert.That(file.Columns["final_distance [m]"][..4], Is.EqualTo(new object?[] { 0.1 + 0.2, null, 1e-300, null }));
            Assert.That(file.Columns["level"][..4], Is.EqualTo(new object?[] { null, null, 0.5, 0.5 }));
            Assert.That(file.Columns["steps"][0], Is.EqualTo(20L));
            Assert.That(file.Columns["seed"][0], Is.TypeOf<ulong>());
            Assert.That(
                file.Units.Where(unit => unit.Value is not null).Select(unit => (unit.Key, unit.Value)),
                Is.EqualTo(new[] { ("grasped [bool]", "bool"), ("final_distance [m]", "m") })
            );
        }
    }

    [Test]
    public async Task Summary_IsThatOfTheRunValueByValue()
    {
        var run = SomeRun.Write(PathOf("run"), [Grasped, Distance], "naive");

        var file = await ParquetFile.ReadAsync(await SummaryParquet.EncodeAsync(ExportedRun.Of([run])));

        var (header, rows) = Csv(Path.Combine(run.Path, Summary.CsvFile));
        Assert.That(file.Columns.Keys, Is.EqualTo(new[] { "run", "suite", "status" }.Concat(header)));
        AssertSame(file, header, rows, truths: false);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Columns["status"], Is.All.EqualTo("complete"));
            Assert.That(file.Columns["pairs"], Does.Contain(null), "controls have no twin");
            Assert.That(file.Units["final_distance [m]"], Is.EqualTo("m"));
        }
    }

    [Test]
    public async Task Episodes_OfRunsThatMeasuredOtherThings_HaveBothWithNullWhereOneDidNot()
    {
        var (monday, tuesday) = (
            SomeRun.Write(PathOf("monday/run"), [Grasped], "naive"),
            SomeRun.Write(PathOf("tuesday/run"), [Distance with { Name = "path" }], "naive")
        );

        var file = await ParquetFile.ReadAsync(await EpisodesParquet.EncodeAsync(ExportedRun.Of([monday, tuesday])));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Columns["run"].Distinct(), Is.EqualTo(new[] { "monday/run", "tuesday/run" }));
            Assert.That(file.Columns["grasped [bool]"][4..], Is.All.Null);
            Assert.That(file.Columns["path [m]"], Is.EqualTo(new object?[] { null, null, null, null, 1.0, 0.0, 0.0, null }));
        }
    }

    [Test]
    public void Of_ARunThatIsNamedTwice_IsRefused()
    {
        var run = SomeRun.Write(PathOf("run"), [], "naive");

        Assert.That(
            () => ExportedRun.Of([run, run]),
            Throws.TypeOf<RunException>().With.Message.EqualTo($"{run.Path} is named twice; every trial belongs into a table once")
        );
    }

    private static void AssertSame(ParquetFile file, string[] header, List<string[]> rows, bool truths = true)
    {
        foreach (var (i, name) in header.Index())
        {
            Assert.That(
                file.Columns[name].Select(value => ParquetFile.Text(value, truths && file.Units[name] == MeasureSpec.Truth)),
                Is.EqualTo(rows.Select(row => row[i])),
                name
            );
        }
    }

    private static (string[] Header, List<string[]> Rows) Csv(string path)
    {
        using var csv = CsvReader.Create(Encoding.UTF8.GetBytes(File.ReadAllText(path)), new());
        var rows = new List<string[]>();
        while (csv.Read())
        {
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }
        return ([.. csv.Headers], rows);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
