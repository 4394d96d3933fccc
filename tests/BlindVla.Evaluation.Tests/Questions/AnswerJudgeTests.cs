namespace BlindVla.Evaluation.Tests.Questions;

/// <summary>Known answers, and what each rule says of them.</summary>
internal sealed class AnswerJudgeTests
{
    [TestCase("star", "left", "Yes, left.", true, true)]
    [TestCase("star", "left", "YES: LEFT", true, true)]
    [TestCase("star", "left", "yes\nleft", true, true)]
    [TestCase("star", "center", "Yes, I see the star. It is in the center of the picture.", true, true)]
    [TestCase("star", "left", "Yes, right", false, false)]
    [TestCase("star", "left", "left", false, false)]
    [TestCase("star", "left", "Yes.", false, false)]
    [TestCase("star", "left", "", false, false)]
    [TestCase("star", "left", "No", false, false)]
    [TestCase("star", "left", "No, I only see a circle on the left", false, false)]
    [TestCase("star", "left", "yesterday leftover", false, false)]
    [TestCase("star", "left", "Yes, left or right", false, true)]
    [TestCase("star", "left", "Yes: 'left', 'center', or 'right'", false, true)]
    [TestCase("star", "left", "Yes, right of the one on the left", false, true)]
    [TestCase("star", "left", "Yes and no, left", false, true)]
    [TestCase("no entry sign", "right", "Yes, the no entry sign is on the right.", true, true)]
    [TestCase("no entry sign", "right", "Yes, no entry, right", true, true)]
    [TestCase("no left turn sign", "right", "Yes, the no left turn sign is on the right", true, true)]
    [TestCase("no left turn sign", "left", "Yes, the no left turn sign is on the right", false, true)]
    [TestCase("arrow left sign", "right", "Yes, the arrow left sign is on the right", true, true)]
    [TestCase("arrow left sign", "right", "Yes, the left arrow is on the right", true, true)]
    [TestCase("arrow left sign", "left", "Yes, the arrow left sign is on the left", true, true)]
    [TestCase("arrow left sign", "left", "Yes, the arrow left sign", false, true)]
    [TestCase("right_triangle", "left", "Yes, the right triangle is on the left", true, true)]
    [TestCase("right_triangle", "center", "Yes, the right_triangle: center", true, true)]
    [TestCase("even number", "right", "Yes, right", true, true)]
    [TestCase("even number", "right", "Yes, center and right", false, true)]
    public void IsRight_KnownAnswer_IsJudgedByEitherRule(string target, string place, string answer, bool strict, bool lenient)
    {
        var question = new BoardQuestion("id", "task", target, place, ["left", "center", "right"]);

        Assert.That(AnswerJudge.IsRight(question, answer, AnswerRule.Strict), Is.EqualTo(strict), "strict");
        Assert.That(AnswerJudge.IsRight(question, answer, AnswerRule.Lenient), Is.EqualTo(lenient), "lenient");
    }
}
