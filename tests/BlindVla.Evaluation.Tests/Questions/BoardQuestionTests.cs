using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Evaluation.Tests.Questions;

internal sealed class BoardQuestionTests
{
    [TestCase(0, "left")]
    [TestCase(1, "center")]
    [TestCase(2, "right")]
    public void Of_ThreeBoards_KnowsWhereTheTargetLies(int target, string place)
    {
        var question = BoardQuestion.Of(Episode(target, -0.155, 0, 0.155))!;

        Assert.That((question.Place, question.Chance), Is.EqualTo((place, 1.0 / 3)));
        Assert.That(
            question.Text,
            Is.EqualTo("Do you see the no entry sign? Answer 'yes' or 'no'. If yes, specify where: 'left', 'center', or 'right'")
        );
    }

    [TestCase(0, "left")]
    [TestCase(1, "right")]
    public void Of_TwoBoards_KnowsNoCenter(int target, string place)
    {
        var question = BoardQuestion.Of(Episode(target, -0.155, 0.155))!;

        Assert.That((question.Place, question.Chance), Is.EqualTo((place, 0.5)));
    }

    [Test]
    public void Of_AnyOtherScene_IsNoQuestion()
    {
        Assert.That(BoardQuestion.Of(Episode(0, 0)), Is.Null);
        Assert.That(BoardQuestion.Of(Episode(0, -0.2, -0.1, 0, 0.1)), Is.Null);
    }

    private static EpisodeSpec Episode(int target, params double[] places)
    {
        ObjectPlacement At(string id, double x, double y) => new(id, "thing", new(new(x, y, 1), QuaternionD.Identity));
        var control = SomeEpisodes.Control(0);
        ImmutableArray<ObjectPlacement> boards =
        [
            At(SceneRoles.Receptacle, -0.25, places[target]),
            .. places.Where((_, i) => i != target).Select((y, i) => At(SceneRoles.Distractor(i + 1), -0.25, y)),
        ];
        return control with
        {
            TargetName = "no entry sign",
            Scene = control.Tabletop() with
            {
                Objects = [At(SceneRoles.Source, -0.1, 0.01), .. boards],
                Goal = new(SceneRoles.Source, SceneRoles.Receptacle),
            },
        };
    }
}
