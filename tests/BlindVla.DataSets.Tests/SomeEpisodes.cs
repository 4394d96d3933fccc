using BlindVla.Imaging;

namespace BlindVla.DataSets.Tests;

/// <summary>Episodes that can be told apart.</summary>
internal static class SomeEpisodes
{
    private const int Edge = 16;

    public static DataSetFormat Format { get; } = new("3rd_view", Edge, Edge, ["a", "b"], ["x", "y", "gripper"], 5, "train");

    public static Dictionary<string, string> Arguments { get; } = new() { ["seed"] = "1", ["scenes"] = "5" };

    /// <summary>The i-th has i + 1 frames, and every second one another task.</summary>
    public static Episode Number(int index) =>
        new(
            index % 2 == 0 ? "put carrot on plate" : "hold still",
            new($"suite/task/id/{index}", 3 * index, "carrot", "plate", "oak"),
            [.. Enumerable.Range(0, index + 1).Select(frame => Frame(index, frame))]
        );

    public static Picture Picture(int index, int frame) =>
        new(Edge, Edge, Enumerable.Range(0, Edge * Edge * 3).Select(i => (byte)((i * 7) + (index * 31) + (frame * 5))).ToArray());

    /// <summary>Writes some episodes to a folder, all of them but for what somebody stops before, who may keep what is no whole part
    /// yet.</summary>
    public static async Task WriteAsync(string folder, int count, int? killedAfter = null, bool keeps = false)
    {
        // Small parts: every second episode ends one.
        using var writer = await LeRobotWriter.OpenAsync(folder, Format, Arguments, partBytes: 1000);
        for (var i = writer.Finished.Count; i < count; i++)
        {
            if (i == killedAfter)
            {
                await (keeps ? writer.KeepAsync() : default);
                return;
            }
            await writer.AddAsync(Number(i));
        }
        await writer.FinishAsync();
    }

    private static Frame Frame(int index, int frame) =>
        new(
            FastPng.Encode(Picture(index, frame)),
            [index, frame],
            [0.5f * index, -frame, 1],
            [
                new("gripper", EntityKind.Gripper, "train", new(0.1, 0.2, 0.3), 0.25, 0.5),
                new("carrot", EntityKind.Object, "test", new(index, frame, 1), 0, 1),
            ],
            [.. Enumerable.Range(0, frame % 3).Select(i => new Question(QuestionKind.Count, $"how many {i}?", $"{index}"))]
        );
}
