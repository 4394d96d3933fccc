using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>Slots that change how the scene looks.</summary>
internal static class PictureReader
{
    private const double CameraReachMeters = 2;

    public static SlotChoices<TextureOverlay?>? Overlays(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "an overlay", values.Problems) is not { } fields)
        {
            return null;
        }
        var textures = CatalogueChoice.Select(fields, "texture", catalogue.Textures, values);
        var region = values.Name(fields.Required("region"), "region", ["foreground", "whole_image"]);
        var strength = values.Number(fields.Required("strength"), "the strength of an overlay", 0, 1);
        fields.RefuseOthers();
        if (textures is not { } some || region is null || strength is not { } share)
        {
            return null;
        }
        var where = region == "foreground" ? OverlayRegion.Foreground : OverlayRegion.WholeImage;
        return new(
            slot,
            $"{share:0.######} of {CatalogueChoice.Names(some)} on the {region.Replace('_', ' ')}",
            [.. some.Select(t => new TextureOverlay(t.Id, where, share))],
            o => $"{o!.Texture} {o.Region} {o.Strength:R}"
        );
    }

    public static SlotChoices<CameraChange?>? Cameras(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        var changes = Alternatives(node, "camera changes", values, fields =>
        {
            var translationNode = fields.Optional("translation");
            var translation = translationNode is null
                ? new Vector3D(0, 0, 0)
                : Vector(
                    translationNode,
                    "a translation",
                    n => values.Length(n, "a coordinate", -CameraReachMeters, CameraReachMeters),
                    values
                );
            var rotation = Rotation(fields, values);
            var factorNode = fields.Optional("field_of_view");
            var factor = factorNode is null ? 1 : values.Number(factorNode, "the factor of the field of view", 0.001, 1000);
            return translation is { } t && rotation is { } r && factor is { } f ? new CameraChange(t, r, f) : null;
        });
        return changes is { } some
            ? new(slot, $"{some.Length} cameras", [.. some], c => $"{Format(c!.Translation)} {Format(c.Rotation)} {c.FieldOfViewFactor:R}")
            : null;
    }

    public static SlotChoices<LightChange?>? Lights(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        var changes = Alternatives(node, "light changes", values, fields =>
        {
            var rotation = Rotation(fields, values);
            var colorNode = fields.Optional("color");
            var color = colorNode is null ? LinearColor.White : Color(colorNode, "the factors of red, green and blue light", 1000, values);
            return rotation is { } r && color is { } c ? new LightChange(r, c) : null;
        });
        return changes is { } some
            ? new(slot, $"{some.Length} lights", [.. some], l => $"{Format(l!.Rotation)} {Format(l.ColorFactor)}")
            : null;
    }

    public static SlotChoices<SensorEffects?>? Sensors(string slot, YamlNode node, Catalogue catalogue, YamlValues values)
    {
        if (YamlFields.Of(node, "a sensor ('blur', 'noise', 'jpeg_quality')", values.Problems) is not { } fields)
        {
            return null;
        }
        var (blurNode, noiseNode, qualityNode) = (fields.Optional("blur"), fields.Optional("noise"), fields.Optional("jpeg_quality"));
        var blur = blurNode is null ? 0 : values.Number(blurNode, "the deviation of the blur, as a share of the width,", 0, 1);
        var noise = noiseNode is null ? 0 : values.Number(noiseNode, "the deviation of the noise, in 8-bit levels,", 0, 255);
        var quality = qualityNode is null ? 0 : values.Integer(qualityNode, "the JPEG quality", 1, 100);
        fields.RefuseOthers();
        if (blur is not { } b || noise is not { } n || quality is not { } q)
        {
            return null;
        }
        if (b == 0 && n == 0 && q == 0)
        {
            values.Problems.Add(node, "a sensor needs blur, noise or jpeg_quality above 0");
            return null;
        }
        return new(slot, $"blur {b:0.######}, noise {n:0.######}, jpeg {q}", [new SensorEffects(b, n, 0, q)], s =>
            $"{s!.BlurSigma:R} {s.NoiseSigma:R} {s.JpegQuality}"
        );
    }

    public static SlotChoices<LinearColor>? Colors(string slot, YamlNode node, Catalogue catalogue, YamlValues values) =>
        values.List(node, "colour factors", n => Color(n, "the factors of the object's red, green and blue", 1, values)) is { } colors
            ? new(slot, $"{colors.Length} colours", colors, Format)
            : null;

    private static ImmutableArray<T>? Alternatives<T>(YamlNode node, string what, YamlValues values, Func<YamlFields, T?> read)
        where T : class => values.List(node, what, n =>
        {
            if (YamlFields.Of(n, $"one of the {what}", values.Problems) is not { } fields)
            {
                return null;
            }
            var value = read(fields);
            fields.RefuseOthers();
            return value;
        });

    private static Vector3D? Vector(YamlNode? node, string what, Func<YamlNode, double?> read, YamlValues values)
    {
        var parts = values.List(node, $"{what}, x, y and z", read);
        if (parts is { Length: not 3 })
        {
            values.Problems.Add(node!, $"expected {what} as x, y and z, found {parts.Value.Length} values");
        }
        return parts is { Length: 3 } p ? new Vector3D(p[0], p[1], p[2]) : null;
    }

    /// <summary>Intrinsic x-y-z Euler angles; no rotation where there is no key.</summary>
    private static QuaternionD? Rotation(YamlFields fields, YamlValues values)
    {
        if (fields.Optional("rotation") is not { } node)
        {
            return QuaternionD.Identity;
        }
        return Vector(node, "a rotation", n => values.Angle(n, "an angle"), values) is { } angles
            ? Exactness.Round(
                QuaternionD.FromAxisAngle(new(1, 0, 0), angles.X)
                    * QuaternionD.FromAxisAngle(new(0, 1, 0), angles.Y)
                    * QuaternionD.FromYaw(angles.Z)
            )
            : null;
    }

    private static LinearColor? Color(YamlNode? node, string what, double maximum, YamlValues values) =>
        Vector(node, what, n => values.Number(n, what, 0, maximum), values) is { } rgb ? new LinearColor(rgb.X, rgb.Y, rgb.Z) : null;

    private static string Format(Vector3D v) => $"{v.X:R} {v.Y:R} {v.Z:R}";

    private static string Format(QuaternionD q) => $"{q.W:R} {q.X:R} {q.Y:R} {q.Z:R}";

    private static string Format(LinearColor c) => $"{c.Red:R} {c.Green:R} {c.Blue:R}";
}
