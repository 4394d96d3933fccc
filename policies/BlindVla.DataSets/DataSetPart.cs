using System.Globalization;
using System.Text.Json;

namespace BlindVla.DataSets;

/// <summary>Consecutive episodes as the content of the files that hold them.</summary>
internal sealed class DataSetPart(
    DataSetFormat format,
    IReadOnlyList<Episode> episodes,
    IReadOnlyList<EpisodeEntry> entries,
    List<string> tasks
)
{
    private readonly List<(Frame Frame, EpisodeEntry Entry, int Number)> _rows =
    [
        .. episodes.Zip(entries).SelectMany(pair => pair.First.Frames.Select((frame, i) => (frame, pair.Second, i))),
    ];

    /// <summary>The file below <c>data</c>.</summary>
    public Task<byte[]> DataAsync() =>
        ParquetTable.EncodeAsync(
            [
                TableColumn.Pictures(
                    format.Image,
                    [.. _rows.Select(row => (row.Frame.Png, string.Create(CultureInfo.InvariantCulture, $"frame-{row.Number:D6}.png")))]
                ),
                TableColumn.Vectors(DataSetFormat.State, [.. _rows.Select(row => row.Frame.State)]),
                TableColumn.Vectors(DataSetFormat.Action, [.. _rows.Select(row => row.Frame.Action)]),
                TableColumn.Of("timestamp", _rows.Select(row => row.Number / (float)format.FramesPerSecond)),
                TableColumn.Of("frame_index", _rows.Select(row => (long)row.Number)),
                TableColumn.Of("episode_index", _rows.Select(row => (long)row.Entry.Index)),
                TableColumn.Of("index", _rows.Select(Index)),
                TableColumn.Of("task_index", _rows.Select(row => (long)tasks.IndexOf(row.Entry.Task))),
                .. format.HasRollouts
                    ?
                    [
                        TableColumn.Of(DataSetFormat.Success, _rows.Select(row => row.Frame.Success)),
                        TableColumn.Of(DataSetFormat.Done, _rows.Select(row => row.Number == row.Entry.Length - 1)),
                    ]
                    : Array.Empty<TableColumn>(),
            ],
            new Dictionary<string, string> { ["huggingface"] = Features() }
        );

    /// <summary>The file below <c>annotations</c>.</summary>
    public Task<byte[]> AnnotationsAsync()
    {
        var rows = _rows
            .SelectMany(row => row.Frame.Annotations.Select(annotation => (Index: Index(row), Annotation: annotation)))
            .ToList();
        return ParquetTable.EncodeAsync([
            TableColumn.Of("index", rows.Select(row => row.Index)),
            TableColumn.Of("name", rows.Select(row => row.Annotation.Name)),
            TableColumn.Of("kind", rows.Select(row => Words.Of(row.Annotation.Kind))),
            TableColumn.Of("split", rows.Select(row => row.Annotation.Split)),
            TableColumn.Of("x", rows.Select(row => (float)row.Annotation.Position.X)),
            TableColumn.Of("y", rows.Select(row => (float)row.Annotation.Position.Y)),
            TableColumn.Of("z", rows.Select(row => (float)row.Annotation.Position.Z)),
            TableColumn.Of("u", rows.Select(row => (float)row.Annotation.U)),
            TableColumn.Of("v", rows.Select(row => (float)row.Annotation.V)),
        ]);
    }

    /// <summary>The file below <c>questions</c>.</summary>
    public Task<byte[]> QuestionsAsync()
    {
        var rows = _rows.SelectMany(row => row.Frame.Questions.Select(question => (Index: Index(row), Question: question))).ToList();
        return ParquetTable.EncodeAsync([
            TableColumn.Of("index", rows.Select(row => row.Index)),
            TableColumn.Of("kind", rows.Select(row => Words.Of(row.Question.Kind))),
            TableColumn.Of("question", rows.Select(row => row.Question.Text)),
            TableColumn.Of("answer", rows.Select(row => row.Question.Answer)),
        ]);
    }

    private static long Index((Frame Frame, EpisodeEntry Entry, int Number) row) => row.Entry.From + row.Number;

    /// <summary>What Hugging Face's library needs to know a picture for one without LeRobot.</summary>
    private string Features()
    {
        var features = format.Features.ToDictionary(
            feature => feature.Key,
            feature =>
                feature.Value switch
                {
                    { Dtype: "image" } => new Dictionary<string, object> { ["_type"] = "Image" },
                    { Shape: [> 1 and var length], Dtype: var dtype } => new()
                    {
                        ["feature"] = new Dictionary<string, string> { ["dtype"] = dtype, ["_type"] = "Value" },
                        ["length"] = length,
                        ["_type"] = "Sequence",
                    },
                    var value => new() { ["dtype"] = value.Dtype, ["_type"] = "Value" },
                }
        );
        return JsonSerializer.Serialize(
            new Dictionary<string, object> { ["info"] = new Dictionary<string, object> { ["features"] = features } }
        );
    }
}
