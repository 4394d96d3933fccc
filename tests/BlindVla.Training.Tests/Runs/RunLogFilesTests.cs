namespace BlindVla.Training.Tests.Runs;

public sealed class RunLogFilesTests
{
    private static readonly ValidationRow Row = new(1, 1, 0.5, null, 2, 0.25, 12.5, 0.125, 1, null, null);

    private string _folder = null!;

    private string Validations => Path.Combine(_folder, "validation.csv");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("log").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Rows_OfStepsThatAreMadeAgain_AreThereOnce()
    {
        var first = new RunLogFiles(_folder, 0);
        first.OnValidation(Row with { Step = 10 });
        first.OnValidation(Row with { Step = 20 });

        new RunLogFiles(_folder, 10).OnValidation(Row with { Step = 20, TokenLoss = 3 });

        Assert.That(
            File.ReadAllLines(Validations),
            Is.EqualTo(
                new[]
                {
                    "step,token_loss,token_accuracy,action_error,place_loss,place_error,place_error_mm,gripper_error,presence_accuracy,"
                        + "align_loss,cosine",
                    "10,1,0.5,,2,0.25,12.5,0.125,1,,",
                    "20,3,0.5,,2,0.25,12.5,0.125,1,,",
                }
            )
        );
        Assert.That(RunLogFiles.Last(Validations)!["token_loss"], Is.EqualTo("3"));
    }

    [Test]
    public void Rows_OfAnOlderVersion_KeepTheirColumns()
    {
        File.WriteAllText(Validations, "step,token_loss,place_loss,place_error\n10,1.5,2,0.25\n15,1");

        new RunLogFiles(_folder, 10).OnValidation(Row with { Step = 20 });

        Assert.That(File.ReadAllLines(Validations)[1..], Is.EqualTo(new[] { "10,1.5,,,2,0.25,,,,,", "20,1,0.5,,2,0.25,12.5,0.125,1,," }));
    }
}
