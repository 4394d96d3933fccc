using System.Text;
using BlindVla.Evaluation;

namespace BlindVla.Reports.Tests;

internal sealed class RecipeTablesTests
{
    private TemporaryFolder _folder = null!;
    private RecipeTable _table = null!;

    [SetUp]
    public void MakeTable()
    {
        _folder = new();
        _table = SomeRecipes.Table(
            _folder["run"],
            "some",
            isPapers: false,
            ("naive-0", "put/id", "++++++"),
            ("naive-0", "put/vision/image", "+-++--"),
            ("naive-0", "put/vision/light", "+-+---"),
            ("naive-1", "put/id", "+++++-"),
            ("naive-1", "put/vision/image", "+-+---"),
            ("naive-1", "put/vision/light", "++----"),
            ("naive-2", "put/id", "++++++"),
            ("naive-2", "put/vision/image", "++++--"),
            ("naive-2", "put/vision/light", "+-----"),
            ("align-0", "put/id", "++++++"),
            ("align-0", "put/vision/image", "++++-+"),
            ("align-0", "put/vision/light", "+++---"),
            ("align-1", "put/id", "+++++-"),
            ("align-1", "put/vision/image", "+++++-"),
            ("align-1", "put/vision/light", "+-++--"),
            ("align-2", "put/id", "++++++"),
            ("align-2", "put/vision/image", "+++---"),
            ("align-2", "put/vision/light", "+++-+-"),
            ("planner", "put/id", "+++++!"),
            ("planner", "put/vision/image", "++++++")
        );
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Markdown_ALedgerByHand_IsThis() =>
        Assert.That(
            RecipeTables.Markdown(_table),
            Is.EqualTo(
                """
                - align against naive, vision mean: +25.0 points (+5.6 to +43.5 over scenes, +4.3 to +45.7 over seeds): better

                **Success, per cent**

                | recipe | seeds | id | vision/image | vision/light | vision mean |
                |---|---:|---:|---:|---:|---:|
                | naive | 3 | 94.4 | 50.0 | 27.8 | 38.9 |
                | align | 3 | 94.4 | 72.2 | 55.6 | 63.9 |
                | planner\* | 1 | 100.0 | 100.0 | - | - |

                **some: id: success, per cent, over scenes, over seeds**

                | recipe | seeds | id |
                |---|---:|---:|
                | naive | 3 | 94.4 [61.6 to 99.4] [70.5 to 100.0] |
                | align | 3 | 94.4 [61.6 to 99.4] [70.5 to 100.0] |
                | planner\* | 1 | 100.0 [56.6 to 100.0] [-] |

                **some: vision: success, per cent, over scenes, over seeds**

                | recipe | seeds | vision/image | vision/light | vision mean |
                |---|---:|---:|---:|---:|
                | naive | 3 | 50.0 [20.5 to 79.5] [8.6 to 91.4] | 27.8 [8.0 to 63.1] [3.9 to 51.7] | 38.9 [15.4 to 69.0] [26.9 to 50.8] |
                | align | 3 | 72.2 [41.5 to 90.5] [24.4 to 100.0] | 55.6 [26.3 to 81.4] [31.7 to 79.5] | 63.9 [34.8 to 85.4] [51.9 to 75.8] |
                | planner\* | 1 | 100.0 [61.0 to 100.0] [-] | - | - |

                **some: vision: minus the control twins, points, over scenes, over seeds**

                | recipe | seeds | vision/image | vision/light | vision mean |
                |---|---:|---:|---:|---:|
                | naive | 3 | -44.4 [-73.7 to 0.0] [-68.3 to -20.5] | -66.7 [-88.2 to -15.1] [-100.0 to -25.3] | -55.6 [-79.3 to -15.9] [-67.5 to -43.6] |
                | align | 3 | -22.2 [-51.7 to +9.4] [-85.5 to +41.0] | -38.9 [-66.4 to 0.0] [-62.8 to -15.0] | -30.6 [-57.1 to 0.0] [-62.2 to +1.1] |
                | planner\* | 1 | 0.0 [-43.4 to +43.4] [-] | - | - |

                **align against naive, points**

                | environment | seeds | pairs | lost/won | difference | over scenes | over seeds | p | adjusted | verdict |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---|
                | id | 3 | 18 | 0/0 | 0.0 | -39.0 to +39.0 | - | 1 |  | too few pairs differ to tell |
                | vision/image | 3 | 18 | 1/5 | +22.2 | -6.9 to +48.6 | -64.0 to +100.0 | 0.2565 | 0.2565 | not certain |
                | vision/light | 3 | 18 | 1/6 | +27.8 | -1.2 to +53.0 | -20.0 to +75.6 | 0.125 | 0.25 | not certain |
                | vision mean | 3 | 36 | 2/11 | +25.0 | +5.6 to +43.5 | +4.3 to +45.7 | 0.0268 |  | better |

                **planner\* against naive, points**

                | environment | seeds | pairs | lost/won | difference | over scenes | over seeds | p | adjusted | verdict |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---|
                | id | 3 | 15 | 0/0 | 0.0 | -43.4 to +43.4 | - | 1 |  | too few pairs differ to tell |
                | vision/image | 3 | 18 | 0/9 | +50.0 | -2.2 to +79.5 | +8.6 to +91.4 | 0.1646 | 0.1646 | not certain |

                Success at the end of the episode. Mean over training seeds. First interval: these checkpoints on other scenes (Wilson, differences Tango; a scene counts as one however many seeds and cells share it). Second: other trainings on these scenes (Student); one seed has none, nor have seeds that are all alike, which do not say how far others would be. Both 95 %.

                Paired by seed and episode, a single policy with every seed; lost/won: only the baseline, only the recipe succeeded; p: McNemar, two-sided, for so many pairs as the scenes are worth; adjusted: of the single environments out of distribution, after Benjamini and Hochberg. Better or worse: p is below 0.05 and the interval over seeds excludes 0; where only the first holds, it is said of these checkpoints.

                \* uses object poses, which no camera shows.

                run is partial, 119 of 126 trials, 1 errored.

                naive is naive-0, naive-1, naive-2, taken for 3 trainings with different seeds.

                align is align-0, align-1, align-2, taken for 3 trainings with different seeds.

                planner\* against naive: finished trials whose episode the partner has not finished are in no pair: 7 of naive-0 that planner lacks, 7 of naive-1 that planner lacks, 7 of naive-2 that planner lacks.

                Errored trials, which could not be carried out and are in no number: planner\* 1; eval --resume tries them again.

                """
            )
        );

    [Test]
    public void Markdown_ThePapersSuite_HasWhatIsPublishedInATableOfItsOwn()
    {
        var table = SomeRecipes.Table(
            _folder["papers"],
            "ood",
            isPapers: true,
            ("naive-0", "put-on-plate/vision/image", "+-+-"),
            ("align-0", "put-on-plate/vision/image", "+++-"),
            ("random-0", "put-on-plate/vision/image", "+++-")
        );

        var blocks = RecipeTables.Markdown(table).Split("**");

        Assert.Multiple(() =>
        {
            Assert.That(blocks[2], Does.Contain("| naive | 1 | - | - | - | - | - | - | - | 50.0 | - |").And.Not.Contain("±"));
            Assert.That(blocks[3], Does.StartWith("Published"));
            Assert.That(
                blocks[4]
                    .Split('\n')
                    .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                    .Select(line => string.Join('|', line.Split('|')[..6])),
                Is.EqualTo(
                    new[]
                    {
                        "| model | like | source | Carrot | Instruct ",
                        "| Default | naive | arXiv 2510.25616v1, Table 1 | 49 ± 2 | 74 ± 2 ",
                        "| Align | align | arXiv 2510.25616v1, Table 1 | 61 ± 1 | 83 ± 3 ",
                    }
                )
            );
            Assert.That(blocks[5..], Has.None.Contain("Semantic: "), "nothing was run there");
        });
    }

    [Test]
    public void Markdown_SeedsWithoutAPartnerOnEitherSide_AreNamed()
    {
        var table = SomeRecipes.Table(
            _folder["seeds"],
            "some",
            isPapers: false,
            ("naive-0", "put/id", "+-"),
            ("naive-1", "put/id", "+-"),
            ("naive-2", "put/id", "+-"),
            ("align-0", "put/id", "++"),
            ("align-1", "put/id", "++"),
            ("align-7", "put/id", "++")
        );

        var text = RecipeTables.Markdown(table);

        Assert.That(
            text,
            Does.Contain("align against naive: without a partner of the same training seed, and in no pair: naive-2, align-7.")
        );
        Assert.That(text, Does.StartWith("- align against naive, id: +50.0 points").And.Contain(" over scenes, 2 seeds alike): "));
    }

    [Test]
    public void Markdown_ARunThatItsGateEnded_SaysThatItsSizeDependsOnItsOutcomes()
    {
        var decided = _table.Unfinished.Single().Record with { Status = RunStatus.Decided };

        Assert.That(
            RecipeTables.Markdown(_table with { Unfinished = [new("nightly", decided)] }),
            Does.Contain("nightly is decided after 120 of 126 planned trials: all that is said here is of samples")
        );
    }

    [Test]
    public void Plain_OnATerminal_FitsAndHasTheSameNumbers()
    {
        var text = RecipeTables.Plain(_table, width: 100);

        Assert.That(text.Split('\n'), Has.All.Length.LessThanOrEqualTo(100));
        Assert.That(text, Does.Contain("vision mean  align         3     63.9").And.Contain("+25.0").And.Contain("better"));
    }

    [Test]
    public void Csv_ALedgerByHand_HasARowForEachRecipeAndColumn()
    {
        var lines = Encoding.UTF8.GetString(RecipeCsv.Encode(_table)).Split('\n');
        Dictionary<string, string> Row(int number) =>
            lines[0].Split(',').Zip(lines[number].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
        var mean = Row(8);

        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(1 + (3 * 4) + 1));
            Assert.That(
                (mean["recipe"], mean["column"], mean["cells"]),
                Is.EqualTo(("align", "vision mean", "put/vision/image put/vision/light"))
            );
            Assert.That(mean["policies"], Is.EqualTo("align-0 align-1 align-2"));
            Assert.That(double.Parse(mean["success"]), Is.EqualTo(23.0 / 36).Within(1e-12));
            Assert.That(double.Parse(mean["success_seeds_low"]), Is.EqualTo(0.5193708).Within(1e-6));
            Assert.That((mean["difference_n"], mean["difference_scenes"], mean["lost"], mean["won"]), Is.EqualTo(("36", "6", "2", "11")));
            Assert.That((mean["baseline"], mean["verdict"], mean["published"]), Is.EqualTo(("naive", "better", "")));
            Assert.That((Row(12)["success"], Row(12)["privileged"], Row(9)["errored"]), Is.EqualTo(("", "true", "1")), "a cell is missing");
        });
    }
}
