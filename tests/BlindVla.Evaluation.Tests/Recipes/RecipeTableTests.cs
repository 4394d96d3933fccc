using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Recipes;

internal sealed class RecipeTableTests
{
    private const string Id = "put-on-plate/id";
    private const string Image = "put-on-plate/vision/image";
    private const string Texture = "put-on-plate/vision/texture@0.3";

    private static readonly ImmutableArray<(string Policy, string Cell, string Outcomes)> ByHand =
    [
        ("naive-0", Id, "++++++"),
        ("naive-0", Image, "+-++--"),
        ("naive-0", Texture, "+-+---"),
        ("naive-1", Id, "+++++-"),
        ("naive-1", Image, "+-+---"),
        ("naive-1", Texture, "++----"),
        ("naive-2", Id, "++++++"),
        ("naive-2", Image, "++++--"),
        ("naive-2", Texture, "+-----"),
        ("align-0", Id, "++++++"),
        ("align-0", Image, "++++-+"),
        ("align-0", Texture, "+++---"),
        ("align-1", Id, "+++++-"),
        ("align-1", Image, "+++++-"),
        ("align-1", Texture, "+-++--"),
        ("align-2", Id, "++++++"),
        ("align-2", Image, "+++---"),
        ("align-2", Texture, "+++-+-"),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    // The numbers are those of another program: variances by hand, Tango's interval from a numerical maximum of the likelihood; an upper
    // end of 0 was a little below it, where the exact test does not exclude 0.
    [TestCase("naive", "image", 0.5, 0.2051581, 0.7948419, 0.0859770, 0.9140230)]
    [TestCase("naive", "texture@0.3", 0.2777778, 0.0795497, 0.6312209, 0.0387415, 0.5168140)]
    [TestCase("naive", "vision mean", 0.3888889, 0.1541723, 0.6896053, 0.2693708, 0.5084070)]
    [TestCase("align", "id", 0.9444444, 0.6156241, 0.9944886, 0.7054082, 1)]
    [TestCase("align", "vision mean", 0.6388889, 0.3478222, 0.8544223, 0.5193708, 0.7584070)]
    public void Of_ALedgerByHand_HasRatesOverSeedsWithBothIntervals(
        string recipe,
        string column,
        double value,
        double scenesLow,
        double scenesHigh,
        double seedsLow,
        double seedsHigh
    ) => AssertMean(Cell(Table(), recipe, column).Success, value, scenesLow, scenesHigh, seedsLow, seedsHigh);

    [TestCase("naive", "image", -0.4444444, -0.7369478, 0, -0.6834807, -0.2054082)]
    [TestCase("naive", "texture@0.3", -0.6666667, -0.8823880, -0.1506871, -1, -0.2526437)]
    [TestCase("align", "vision mean", -0.3055556, -0.5706095, 0, -0.6217708, 0.0106597)]
    public void Of_ALedgerByHand_HasEffectsAgainstControlTwins(
        string recipe,
        string column,
        double value,
        double scenesLow,
        double scenesHigh,
        double seedsLow,
        double seedsHigh
    ) => AssertMean(Cell(Table(), recipe, column).Effect, value, scenesLow, scenesHigh, seedsLow, seedsHigh);

    // Of the two environments the larger p stays, and the smaller is doubled.
    [TestCase("id", 0, 0, 0, -0.3903343, 0.3903343, null, null, 1, 1, RecipeVerdict.NotCertain)]
    [TestCase("image", 5, 1, 0.2222222, -0.0691570, 0.4859267, -0.6396353, 1, 0.2564641, 0.2564641, RecipeVerdict.NotCertain)]
    [TestCase("texture@0.3", 6, 1, 0.2777778, -0.0122731, 0.5297582, -0.2002947, 0.7558503, 0.125, 0.25, RecipeVerdict.NotCertain)]
    [TestCase("vision mean", 11, 2, 0.25, 0.0559379, 0.4347644, 0.0429885, 0.4570115, 0.0268366, 0.0268366, RecipeVerdict.Better)]
    public void Of_ALedgerByHand_HasTheDifferenceToTheBaselineWithItsVerdict(
        string column,
        int won,
        int lost,
        double value,
        double scenesLow,
        double scenesHigh,
        double? seedsLow,
        double? seedsHigh,
        double p,
        double adjusted,
        RecipeVerdict verdict
    )
    {
        var difference = Cell(Table(), "align", column).Difference!;

        AssertMean(difference.Mean, value, scenesLow, scenesHigh, seedsLow, seedsHigh);
        Assert.That((difference.Won, difference.Lost, difference.Verdict), Is.EqualTo((won, lost, verdict)));
        Assert.That(difference.P, Is.EqualTo(p).Within(1e-7));
        Assert.That(difference.AdjustedP, Is.EqualTo(adjusted).Within(1e-7));
    }

    [Test]
    public void Of_ALedgerByHand_CountsSeedsTrialsAndScenes()
    {
        var cell = Cell(Table(), "align", "vision mean");

        Assert.That((cell.Success!.Seeds, cell.Success.N, cell.Success.Scenes), Is.EqualTo((3, 36, 6)));
        Assert.That((cell.Difference!.Mean.N, cell.Errored), Is.EqualTo((36, 0)));
        Assert.That(Cell(Table(), "naive", "vision mean").Difference, Is.Null, "the baseline is not compared with itself");
    }

    [Test]
    public void Of_RowsInAnotherOrderAndInSeveralRuns_IsTheSame()
    {
        var whole = Table();

        var parts = RecipeTable.Of(
            [
                SomeRecipes.Write(_folder["a"], ByHand.Where(row => row.Policy.StartsWith("naive", StringComparison.Ordinal)).Reverse()),
                SomeRecipes.Write(_folder["b"], ByHand.Where(row => row.Policy.StartsWith("align", StringComparison.Ordinal)).Reverse()),
            ],
            _ => false
        );

        Assert.That(JsonSerializer.Serialize(parts), Is.EqualTo(JsonSerializer.Serialize(whole)));
    }

    [Test]
    public void Of_TheOtherBaseline_TurnsTheDifferenceRound()
    {
        var forth = Cell(Table(), "align", "vision mean").Difference!;
        var back = Cell(Table(baseline: "align"), "naive", "vision mean").Difference!;

        Assert.Multiple(() =>
        {
            Assert.That(back.Mean.Value, Is.EqualTo(-forth.Mean.Value).Within(1e-12));
            Assert.That(back.Mean.OverScenes.Minimum, Is.EqualTo(-forth.Mean.OverScenes.Maximum).Within(1e-9));
            Assert.That(back.Mean.OverSeeds!.Value.Maximum, Is.EqualTo(-forth.Mean.OverSeeds!.Value.Minimum).Within(1e-9));
            Assert.That(back.P, Is.EqualTo(forth.P).Within(1e-12));
            Assert.That((back.Won, back.Lost, back.Verdict), Is.EqualTo((forth.Lost, forth.Won, RecipeVerdict.Worse)));
        });
    }

    [Test]
    public void Of_OneSeedEach_HasTheIntervalsOfTheOtherTablesAndNoneOverSeeds()
    {
        var run = SomeRecipes.Write(_folder["one"], ByHand.Where(row => row.Policy.EndsWith("-0", StringComparison.Ordinal)));

        var cell = Cell(RecipeTable.Of([run], _ => false), "align", "image");

        var (wilson, tango) = (BinomialInterval.Wilson(5, 6), DifferenceInterval.Tango(new(3, 2, 0, 1)));
        AssertMean(cell.Success, 5.0 / 6, wilson.Low, wilson.High);
        AssertMean(cell.Difference!.Mean, 2.0 / 6, tango.Low, tango.High);
        Assert.That(cell.Difference.P, Is.EqualTo(PairedTest.McNemar(new PairedCounts(3, 2, 0, 1))).Within(1e-9));
    }

    [Test]
    public void Of_OneSeedThatIsSurelyBetter_SaysSoOfTheCheckpointOnly()
    {
        var run = SomeRecipes.Write(_folder["sure"], [("naive", Image, "----------"), ("align", Image, "++++++++++")]);

        Assert.That(
            Cell(RecipeTable.Of([run], _ => false), "align", "image").Difference!.Verdict,
            Is.EqualTo(RecipeVerdict.BetterCheckpoints)
        );
    }

    /// <summary>Two trainings that come to the same by chance do not make others come to it too.</summary>
    [Test]
    public void Of_SeedsThatAreAllAlike_HasNoIntervalOverThemAndIsSureOfTheCheckpointsOnly()
    {
        var run = SomeRecipes.Write(
            _folder["alike"],
            [
                ("naive-0", Image, "-----+----"),
                ("naive-1", Image, "----+-----"),
                ("align-0", Image, "+++++++++-"),
                ("align-1", Image, "-+++++++++"),
            ]
        );

        var difference = Cell(RecipeTable.Of([run], _ => false), "align", "image").Difference!;

        Assert.That((difference.Mean.Seeds, difference.Mean.OverSeeds), Is.EqualTo((2, (Interval?)null)));
        Assert.That(difference.Verdict, Is.EqualTo(RecipeVerdict.BetterCheckpoints));
    }

    [Test]
    public void Of_CellsOfOneNameInTwoTasksAndTwoSuites_AreToldApart()
    {
        var one = SomeRecipes.Write(
            _folder["one"],
            [("naive-0", "put/id", "+"), ("naive-0", "put/light", "+"), ("naive-0", "lift/id", "+")],
            suite: "a"
        );
        var other = SomeRecipes.Write(_folder["other"], [("naive-0", "put/id", "+")], suite: "b");

        Assert.That(
            RecipeTable.Of([one], _ => false).Columns.Where(column => !column.IsMean).Select(column => column.Title),
            Is.EquivalentTo(new[] { "put/id", "light", "lift/id" })
        );
        Assert.That(
            RecipeTable.Of([one, other], _ => false).Columns.Where(column => !column.IsMean).Select(column => column.Title),
            Is.EquivalentTo(new[] { "a: put/id", "light", "lift/id", "b: put/id" })
        );
    }

    [Test]
    public void Of_ErroredTrials_AreCountedAndInNoNumber()
    {
        var run = SomeRecipes.Write(
            _folder["errored"],
            [("naive-0", Id, "++++"), ("naive-0", Image, "+-!+"), ("align-0", Id, "!+++"), ("align-0", Image, "++++")]
        );

        var table = RecipeTable.Of([run], _ => false);

        Assert.Multiple(() =>
        {
            Assert.That(Cell(table, "naive", "image"), Has.Property("Errored").EqualTo(1));
            Assert.That(Cell(table, "naive", "image").Success!.N, Is.EqualTo(3));
            Assert.That(Cell(table, "naive", "image").Effect!.N, Is.EqualTo(3));
            Assert.That(Cell(table, "align", "image").Effect!.N, Is.EqualTo(3), "the twin of the first is errored");
            Assert.That(Cell(table, "align", "image").Difference!.Mean.N, Is.EqualTo(3), "the partner of the third is errored");
        });
    }

    [Test]
    public void Of_CellsThatWereNotRun_HaveNoNumberAndNoMeanOverThem()
    {
        var run = SomeRecipes.Write(
            _folder["missing"],
            [
                ("naive-0", Image, "+-+"),
                ("naive-0", Texture, "+-+"),
                ("naive-1", Image, "++-"),
                ("align-0", Image, "+++"),
                ("align-1", Image, "++ "),
            ]
        );

        var table = RecipeTable.Of([run], _ => false);

        Assert.Multiple(() =>
        {
            Assert.That(Cell(table, "naive", "texture@0.3").Success!.Seeds, Is.EqualTo(1));
            Assert.That(Cell(table, "naive", "vision mean").Success!.Seeds, Is.EqualTo(1), "only the seed that has both cells");
            Assert.That(Cell(table, "align", "texture@0.3").Success, Is.Null);
            Assert.That(Cell(table, "align", "vision mean").Success, Is.Null);
            Assert.That(Cell(table, "align", "vision mean").Difference, Is.Null);
            Assert.That(Cell(table, "align", "image").Difference!.Mean.N, Is.EqualTo(5));
            Assert.That(Cell(table, "align", "image").Effect, Is.Null, "there are no control twins");
        });
    }

    [Test]
    public void Of_OtherSeedsThanTheBaseline_ComparesThoseThatBothHave()
    {
        var run = SomeRecipes.Write(
            _folder["seeds"],
            [
                ("naive-0", Image, "+-+"),
                ("naive-5", Image, "+-+"),
                ("align-5", Image, "+++"),
                ("align-6", Image, "+++"),
                ("other", Image, "+++"),
            ]
        );

        var table = RecipeTable.Of([run], _ => false);

        Assert.That(table.Rows.Select(row => string.Join(' ', row.Unpaired)), Is.EqualTo(new[] { "", "naive-0 align-6", "" }));
        Assert.That(Cell(table, "align", "image").Difference!.Mean.Seeds, Is.EqualTo(1));
        Assert.That(Cell(table, "other", "image").Difference!.Mean.Seeds, Is.EqualTo(2), "one policy stands against every seed");
    }

    [Test]
    public void Of_EpisodesThatAPartnerHasNotFinished_AreCounted()
    {
        var run = SomeRecipes.Write(
            _folder["lacking"],
            [("pl-1000", Image, "+-+-++"), ("pl-2000", Image, "++ +  "), ("pl-2000", Texture, "+"), ("other", Image, "!+++++")]
        );

        var table = RecipeTable.Of([run], _ => false, wholeNames: true);

        Assert.That(
            table.Rows.Select(row => string.Join("; ", row.UnpairedTrials.Select(trials => $"{trials.Policy} {trials.Count}"))),
            Is.EqualTo(new[] { "", "pl-1000 3; pl-2000 1", "pl-1000 1" })
        );
        Assert.That(Cell(table, "pl-2000", "image").Difference!.Mean.N, Is.EqualTo(3));
    }

    [Test]
    public void Of_ThePapersSuite_HasItsColumnsInItsOrderAndItsNumbersBeside()
    {
        var run = SomeRecipes.Write(_folder["papers"], ByHand);

        var table = RecipeTable.Of([run], suite => suite.Sha256 == "5017e");

        Assert.Multiple(() =>
        {
            Assert.That(
                table.Columns.Select(column => column.Title),
                Is.EqualTo(
                    (string[])
                        [
                            "ID",
                            .. (string[])["Carrot", "Instruct", "MultiCarrot", "MultiPlate", "Plate", "Semantic mean"],
                            .. (string[])["VisionImg", "Tex03", "Tex05", "Whole03", "Whole05", "Vision mean"],
                            .. (string[])["Position", "EEPose", "PosChangeTo", "Execution mean"],
                            "OOD mean",
                        ]
                )
            );
            Assert.That(Cell(table, "naive", "Tex03").Published!.Rate, Is.EqualTo(0.67));
            Assert.That(Cell(table, "naive", "Tex03").Success!.Value, Is.EqualTo(5.0 / 18).Within(1e-12));
            Assert.That(Cell(table, "naive", "Carrot"), Has.Property("Success").Null.And.Property("Published").Not.Null);
            Assert.That(Cell(table, "naive", "Vision mean").Success, Is.Null, "three of its environments were not run");
        });
    }

    [Test]
    public void Of_AnotherSuiteOfThatName_IsNotThePapers() =>
        Assert.That(
            Table().Rows.SelectMany(row => row.Cells).Select(cell => cell.Published),
            Has.All.Null,
            "its digest is not that of the shipped suite"
        );

    [Test]
    public void Of_RunsOfTwoSuites_StandSideBySide()
    {
        var boards = SomeRecipes.Write(
            _folder["boards"],
            [
                ("naive-0", "arrow/id", "+--"),
                ("naive-0", "color/id", "++-"),
                ("align-0", "arrow/id", "++-"),
                ("align-0", "color/id", "++-"),
            ],
            suite: "vl-think"
        );

        var table = RecipeTable.Of([SomeRecipes.Write(_folder["run"], ByHand), boards], suite => suite.Name == "vl-think");

        Assert.Multiple(() =>
        {
            Assert.That(Cell(table, "naive", "Arrow").Success!.Seeds, Is.EqualTo(1));
            Assert.That(Cell(table, "naive", "image").Success!.Seeds, Is.EqualTo(3));
            Assert.That(Cell(table, "align", "Arrow").Difference!.Won, Is.EqualTo(1));
            Assert.That(Cell(table, "naive", "Arrow").Effect, Is.Null, "the task has no twin");
            Assert.That(Cell(table, "align", "Color").Published!.Model, Is.EqualTo("OpenVLA-7B Align"));
        });
    }

    [Test]
    public void Of_APolicyTwiceOnASuite_IsRefusedWithBothRuns()
    {
        var (a, b) = (SomeRecipes.Write(_folder["a"], ByHand), SomeRecipes.Write(_folder["b"], ByHand));

        Assert.That(
            () => RecipeTable.Of([a, b], _ => false),
            Throws.InstanceOf<RunException>().With.Message.Contains($"'naive-0' was run on the suite ood in {a.Path} and in {b.Path}")
        );
    }

    [Test]
    public void Of_OtherScenes_AreRefusedWithTheFieldThatDiffers()
    {
        var one = SomeRecipes.Write(_folder["a"], [("naive-0", Image, "+-")]);
        var other = SomeRecipes.Write(_folder["b"], [("naive-1", Image, "+-")], seed: 8);

        Assert.That(
            () => RecipeTable.Of([one, other], _ => false),
            Throws.InstanceOf<RunException>().With.Message.Contains("identity.seed: expected 7, found 8")
        );
    }

    [Test]
    public void Of_AnotherVersionOfTheSuite_IsRefusedWithTheFieldThatDiffers()
    {
        var one = SomeRecipes.Write(_folder["a"], [("naive-0", Image, "+-")]);
        var other = SomeRecipes.Write(_folder["b"], [("align-0", Image, "+-")], suiteDigest: "another");

        Assert.That(
            () => RecipeTable.Of([one, other], _ => false),
            Throws.InstanceOf<RunException>().With.Message.Contains("identity.suite.sha256")
        );
    }

    [Test]
    public void Of_ASceneThatWasChanged_IsRefusedByName()
    {
        var one = SomeRecipes.Write(_folder["a"], [("naive-0", Image, "+-")]);
        var other = SomeRecipes.Write(_folder["b"], [("align-0", Image, "+-")], change: episode =>
            episode with
            {
                Scene = episode.Tabletop() with { Table = "marble" },
            }
        );

        Assert.That(
            () => RecipeTable.Of([one, other], _ => false),
            Throws.InstanceOf<RunException>().With.Message.Contains("the scene of ood/put-on-plate/vision/image/0000 is not the same")
        );
    }

    [Test]
    public void Of_ANameThatIsAnotherCheckpointInAnotherSuite_IsRefused()
    {
        var one = SomeRecipes.Write(_folder["a"], [("naive-0", Image, "+-")]);
        var other = SomeRecipes.Write(_folder["b"], [("naive-0", "arrow/id", "+-")], suite: "vl-think", checkpoint: "another");

        Assert.That(
            () => RecipeTable.Of([one, other], _ => false),
            Throws
                .InstanceOf<RunException>()
                .With.Message.Contains("'naive-0' is not the same policy in")
                .And.Message.Contains("fake another")
        );
    }

    [Test]
    public void Of_ABaselineThatIsNotThere_IsRefusedWithTheNearest() =>
        Assert.That(
            () => Table(baseline: "aling"),
            Throws.InstanceOf<RunException>().With.Message.Contains("no recipe 'aling'").And.Message.Contains("did you mean 'align'")
        );

    private RecipeTable Table(string? baseline = null)
    {
        var path = _folder["by-hand"];
        return RecipeTable.Of([Directory.Exists(path) ? RecordedRun.Open(path) : SomeRecipes.Write(path, ByHand)], _ => false, baseline);
    }

    private static RecipeCell Cell(RecipeTable table, string recipe, string column) =>
        table.Rows.Single(row => row.Recipe.Name == recipe).Cells[
            table
                .Columns.Index()
                .Single(pair => pair.Item.Title == column || pair.Item.Title.EndsWith($"/{column}", StringComparison.Ordinal))
                .Index
        ];

    private static void AssertMean(
        RecipeMean? mean,
        double value,
        double scenesLow,
        double scenesHigh,
        double? seedsLow = null,
        double? seedsHigh = null
    )
    {
        Assert.Multiple(() =>
        {
            Assert.That(mean!.Value, Is.EqualTo(value).Within(1e-7));
            Assert.That(mean.OverScenes.Minimum, Is.EqualTo(scenesLow).Within(1e-6));
            Assert.That(mean.OverScenes.Maximum, Is.EqualTo(scenesHigh).Within(1e-6));
            Assert.That(mean.OverSeeds?.Minimum, Is.EqualTo(seedsLow).Within(1e-6));
            Assert.That(mean.OverSeeds?.Maximum, Is.EqualTo(seedsHigh).Within(1e-6));
        });
    }
}
