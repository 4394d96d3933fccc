using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.Reports;

/// <summary>
/// Questions about pictures as files for any model: <c>questions.jsonl</c>, one question a line, and a PNG for each. A model is to look at
/// <c>image</c> and <c>question</c>; <c>place</c> is the key.
/// </summary>
public sealed class ProbeSet
{
    private const string QuestionsFile = "questions.jsonl";
    private const int MaxBytes = 64 << 20;

    private ProbeSet(string folder, ImmutableArray<BoardQuestion> questions)
    {
        Folder = folder;
        Questions = questions;
    }

    public string Folder { get; }

    public ImmutableArray<BoardQuestion> Questions { get; }

    /// <summary>Writes the pictures as they come, the questions last: a folder with questions is whole.</summary>
    /// <exception cref="RunException">There is a probe set already, or the disk refuses.</exception>
    public static async Task WriteAsync(string folder, IAsyncEnumerable<(BoardQuestion Question, ImageFrame Image)> probes)
    {
        var path = Path.Combine(folder, QuestionsFile);
        if (File.Exists(path))
        {
            throw new RunException(RunFault.Refused, $"there is a probe set in {folder} already; give another folder, or remove it");
        }
        var lines = new List<string>();
        await foreach (var (question, image) in probes)
        {
            PictureOutput.Write(Path.Combine(folder, ImageFile(question)), Picture.Of(image));
            lines.Add(
                JsonSerializer.Serialize(
                    new(question.Id, question.Task, ImageFile(question), question.Text, question.Target, question.Place, question.Places),
                    ProbeJson.Default.ProbeLine
                )
            );
        }
        try
        {
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }

    /// <exception cref="RunException">There is none, or it is damaged.</exception>
    public static ProbeSet Open(string folder)
    {
        var path = Path.Combine(folder, QuestionsFile);
        try
        {
            var lines = BoundedFile.ReadText(path, MaxBytes).TrimEnd('\n').Split('\n');
            var questions = lines.Select((line, i) => Parse(path, line, i + 1)).ToImmutableArray();
            return questions.GroupBy(question => question.Id).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? throw new RunException(
                    RunFault.Refused,
                    $"{path}: the question '{twice.Key}' stands there twice; blindvla probe-set write makes it anew"
                )
                : new(folder, questions);
        }
        catch (IOException e)
        {
            throw new RunException(
                RunFault.Refused,
                $"no probe set in {folder}: {QuestionsFile}: {e.Message}; blindvla probe-set write makes one",
                e
            );
        }
    }

    private static BoardQuestion Parse(string path, string line, int number)
    {
        try
        {
            var read = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(line), ProbeJson.Default.ProbeLine);
            return read.Places.Contains(read.Place) && read.Places.All(BoardQuestion.AllPlaces.Contains)
                ? new(read.Id, read.Task, read.Target, read.Place, read.Places)
                : throw new FormatException(
                    $"expected a place of {string.Join(", ", BoardQuestion.AllPlaces)} and among the places, found "
                        + $"'{read.Place}' and {string.Join(", ", read.Places)}"
                );
        }
        catch (FormatException e)
        {
            throw new RunException(RunFault.Refused, $"{path}:{number}: {e.Message}; blindvla probe-set write makes it anew", e);
        }
    }

    /// <summary>The picture a question is about.</summary>
    /// <exception cref="InputException">It is missing or damaged.</exception>
    public ImageFrame Image(BoardQuestion question)
    {
        var picture = PictureFile.Read(Path.Combine(Folder, ImageFile(question)));
        return new(Path.GetFileNameWithoutExtension(ImageFile(question)), picture.Width, picture.Height, picture.Rgb, 0);
    }

    private static string ImageFile(BoardQuestion question) => question.Id.Replace("/", "__", StringComparison.Ordinal) + ".png";
}
