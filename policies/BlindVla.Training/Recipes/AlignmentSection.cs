using System.Globalization;
using BlindVla.Files;
using BlindVla.Policies.Torch;

namespace BlindVla.Training;

/// <summary>The part of a recipe file that says whom a network is kept close to.</summary>
internal static class AlignmentSection
{
    private const string OnVision = "enc2enc";

    /// <summary>Hidden states that any language model has.</summary>
    private const int MostLayers = 256;

    private const int MostFrames = 1000;

    public static AlignmentSettings? Read(YamlNode node, YamlValues values)
    {
        if (YamlFields.Of(node, "an alignment", values.Problems) is not { } fields)
        {
            return null;
        }
        var weight = values.Positive(fields.Required("weight"), "the weight of align", 1e6);
        var teacher = values.Name(fields.Required("teacher"), "teacher", [.. TeacherChoice.Names]);
        var layerNode = fields.Optional("layer");
        var layer = layerNode is null ? "middle" : Layer(layerNode, values);
        var projector = Choice("projector", "projector", ProjectorChoice.Names);
        var distance = Choice("distance", "distance", ["cosine", "l2", "nt-xent"]);
        var paradigm = Choice("paradigm", "paradigm", ["backbone2enc", OnVision]);
        var hiddenNode = fields.Optional("hidden");
        var hidden = hiddenNode is null ? null : values.Integer(hiddenNode, "channels inside the projector", 1, 1 << 16);
        var everyNode = fields.Optional("every");
        var every = everyNode is null ? 1 : values.Integer(everyNode, "frames of which one is compared", 1, MostFrames);
        fields.RefuseOthers();
        if (paradigm == OnVision && layerNode is not null)
        {
            values.Problems.Add(
                layerNode,
                $"'layer' has no meaning with {OnVision}, which compares the vision encoder's output; leave it out"
            );
        }
        if (
            weight is null
            || teacher is null
            || layer is null
            || projector is null
            || distance is null
            || paradigm is null
            || every is null
        )
        {
            return null;
        }
        var choice = ProjectorChoice.Parse(projector);
        if (hiddenNode is not null && choice.Kind != ProjectorKind.Mlp)
        {
            values.Problems.Add(hiddenNode, $"'hidden' has no meaning with {projector}, which is one matrix; leave it out");
        }
        return new(
            weight.Value,
            TeacherChoice.Parse(teacher),
            paradigm == OnVision ? null : new AlignedLayer(layer),
            choice,
            hidden,
            distance switch
            {
                "cosine" => AlignmentDistance.Cosine,
                "l2" => AlignmentDistance.L2,
                _ => AlignmentDistance.NtXent,
            },
            every.Value
        );

        // Where a recipe does not say, it is as published.
        string? Choice(string key, string what, IReadOnlyList<string> known) =>
            fields.Optional(key) is { } node ? values.Name(node, what, [.. known])
            : key == "projector" ? "frozen-mlp"
            : known[0];
    }

    private static string? Layer(YamlNode node, YamlValues values) =>
        node is YamlScalar { IsPlain: true } scalar && int.TryParse(scalar.Text, CultureInfo.InvariantCulture, out _)
            ? values.Integer(node, "a hidden state", 0, MostLayers)?.ToString(CultureInfo.InvariantCulture)
            : values.Name(node, "layer", [.. AlignedLayer.Words]);
}
