using BlindVla.Policies.Torch;

namespace BlindVla.Training.Tests;

public sealed class WordPiecesTests
{
    private static readonly string[] Texts = ["In: is there a carrot?\nOut: yes", "put carrot on plate", "banana"];

    [Test]
    public void Encode_KnownWords_IsOnePieceEach()
    {
        var model = Model(Texts);

        var ids = model.Encode("▁put▁banana▁on▁plate?");

        Assert.That(ids.Select(id => id), Is.EqualTo(new[] { "▁put", "▁banana", "▁on", "▁plate", "?" }.Select(piece => model.IdOf(piece))));
    }

    [Test]
    public void Encode_UnknownWord_IsPiecesOfIt()
    {
        var model = Model(Texts);

        Assert.That(model.Encode("▁toaster"), Has.Length.GreaterThan(1));
        Assert.That(model.Encode("é"), Has.Length.EqualTo(2), "two bytes");
    }

    [Test]
    public void Train_PlacesAndActions_StandAtTheEnd()
    {
        var (bytes, count) = WordPieces.Train(Texts, 256);
        var model = SentencePieceModel.Parse(bytes, "test");

        Assert.That(model.IdOf("<action255>"), Is.EqualTo(count - 1));
        Assert.That(model.IdOf("<loc000>"), Is.EqualTo(count - 256 - 128));
    }

    [Test]
    public void Train_TextsInAnotherOrder_GivesTheSameFile() =>
        Assert.That(WordPieces.Train(Texts.Reverse(), 256).Model, Is.EqualTo(WordPieces.Train(Texts, 256).Model));

    private static SentencePieceModel Model(string[] texts) => SentencePieceModel.Parse(WordPieces.Train(texts, 256).Model, "test");
}
