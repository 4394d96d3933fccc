using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>
/// starVLA's: a question is a batch of examples with a list of pictures each, an answer has a status, and a failure is one after which the
/// conversation goes on.
/// </summary>
internal sealed class StarVlaVariant(string? unnormKey) : OpenPiVariant
{
    public const string Kind = "starvla";

    private const string Environment = "starvla_policy_server";
    private const string Examples = "examples";
    private const string Image = "image";
    private const string Id = "request_id";
    private const string Type = "type";

    public override string Name => Kind;

    public static bool Says(WireValue.Map said) => TextOf(said, "env") == Environment;

    public override IEnumerable<string> Problems(WireValue.Map said, EmbodimentMapping mapping) =>
        [
            .. SizeProblems(said, "training_obs_image_size", mapping),
            .. LengthProblems(said, "action_chunk_size", mapping),
            .. StatisticsProblems(said, "available_unnorm_keys", "default_unnorm_key", unnormKey),
        ];

    public override string? Checkpoint(WireValue.Map said) => TextOf(said, "ckpt_path");

    /// <summary>A mapping's keys are those of an example; <c>image.0</c> is the first picture of its list.</summary>
    public override WireValue.Map Question(WireValue.Map request, string? session)
    {
        var pictures = request.Entries.Where(entry => IsPicture(entry.Key)).Select(entry => entry.Value);
        var example = new WireValue.Map([
            new(Image, new WireValue.Sequence([.. pictures])),
            .. request
                .Entries.Where(entry => !IsPicture(entry.Key))
                .Select(entry => KeyValuePair.Create(entry.Key, AtOneTime(entry.Value))),
        ]);
        return new([
            new(Examples, new WireValue.Sequence([example])),
            // As its own clients have it, whose results are the published ones.
            new("do_sample", new WireValue.Flag(Value: false)),
            new("use_ddim", new WireValue.Flag(Value: true)),
            new("num_ddim_steps", new WireValue.Integer(10)),
            .. unnormKey is null ? Array.Empty<KeyValuePair<string, WireValue>>() : [new("unnorm_key", new WireValue.Text(unnormKey))],
        ]);
    }

    public override string? Failure(WireValue answer) =>
        answer is WireValue.Map { } map && (TextOf(map, "status") == "error" || map["ok"] is WireValue.Flag { Value: false })
            ? (map["error"] is WireValue.Map error ? TextOf(error, "message") : null) ?? map.Kind
            : null;

    public override WireValue Actions(WireValue answer) =>
        answer is WireValue.Map map && map["data"] is WireValue.Map data
            ? new WireValue.Map([.. data.Entries.Select(entry => KeyValuePair.Create(entry.Key, OfOne(entry.Value)))])
            : throw new WireException($"expected a map with 'data', a map, found {answer.Kind}");

    public override WireValue.Map Metadata(ServedPolicy served)
    {
        var first = served.Mapping.Cameras[0].Request;
        return new([
            new("env", new WireValue.Text(Environment)),
            new("ckpt_path", new WireValue.Text(served.Declared.Checkpoint ?? "")),
            new("action_chunk_size", new WireValue.Integer(served.ChunkLength)),
            new("available_unnorm_keys", new WireValue.Sequence([])),
            new("default_unnorm_key", new WireValue.Nothing()),
            new(
                "training_obs_image_size",
                new WireValue.Sequence([new WireValue.Integer(first.Height), new WireValue.Integer(first.Width)])
            ),
            .. served.Declared.ToMap().Entries,
        ]);
    }

    public override OpenPiQuestion Read(WireValue message)
    {
        if (message is not WireValue.Map map)
            throw new WireException($"expected a map with '{Examples}', found {message.Kind}");
        var id = map[Id] ?? new WireValue.Text("default");
        var type = TextOf(map, Type) ?? "infer";
        if (type == "ping")
            return new(map) { Id = id, Answer = Binary(Ok("ping", id)) };
        if (type is not ("infer" or "predict_action"))
            throw new WireException($"'{Type}': expected infer or ping, found '{WireException.Shown(type)}'");
        return new(Single(map["payload"] as WireValue.Map ?? map)) { Id = id };
    }

    public override WireValue Answer(OpenPiQuestion question, EmbodimentMapping mapping, ActionChunk chunk, WireValue.Map timing)
    {
        var data = mapping
            .Answer(chunk)
            .Entries.Select(entry =>
                entry.Value is WireValue.Numbers { Value: var array }
                    ? KeyValuePair.Create(entry.Key, (WireValue)new WireValue.Numbers(new(array.Type, [1, .. array.Shape], array.Data)))
                    : entry
            );
        return new WireValue.Map([.. Ok("inference_result", question.Id).Entries, new("data", new WireValue.Map([.. data]))]);
    }

    public override WireValue Failed(OpenPiQuestion? question, string reason) =>
        new WireValue.Map(
            ("status", new WireValue.Text("error")),
            ("ok", new WireValue.Flag(Value: false)),
            (Type, new WireValue.Text("inference_result")),
            (Id, question?.Id ?? new WireValue.Text("default")),
            ("error", new WireValue.Map(("message", new WireValue.Text(reason))))
        );

    private static WireValue.Map Ok(string type, WireValue id) =>
        new(("status", new WireValue.Text("ok")), ("ok", new WireValue.Flag(Value: true)), (Type, new WireValue.Text(type)), (Id, id));

    /// <summary>The one example, with keys as a mapping has them.</summary>
    private static WireValue.Map Single(WireValue.Map payload)
    {
        if (payload[Examples] is not WireValue.Sequence { Items: [WireValue.Map example] })
            throw new WireException($"'{Examples}': expected a list of one map, found {payload[Examples]?.Kind ?? "no such key"}");
        var pictures = example[Image] switch
        {
            WireValue.Sequence list => list.Items,
            { } one => [one],
            null => throw new WireException($"'{Image}': expected a list of pictures, found no such key"),
        };
        return new([
            .. pictures.Select((picture, i) => KeyValuePair.Create(Picture(i), picture)),
            .. example.Entries.Where(entry => entry.Key != Image).Select(entry => KeyValuePair.Create(entry.Key, WithoutTime(entry.Value))),
        ]);
    }

    private static bool IsPicture(string key) => key.StartsWith($"{Image}.", StringComparison.Ordinal);

    private static string Picture(int index) => string.Create(CultureInfo.InvariantCulture, $"{Image}.{index}");

    private static WireValue AtOneTime(WireValue value) =>
        value is WireValue.Numbers { Value: { Shape: [var width] } array } ? Reshaped(array, 1, width) : value;

    private static WireValue WithoutTime(WireValue value) =>
        value is WireValue.Numbers { Value: { Shape: [1, var width] } array } ? Reshaped(array, width) : value;

    private static WireValue.Numbers Reshaped(NumericArray array, params int[] shape) => new(new(array.Type, [.. shape], array.Data));
}
