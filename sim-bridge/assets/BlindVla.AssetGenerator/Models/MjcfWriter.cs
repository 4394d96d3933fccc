using System.Text;
using System.Xml.Linq;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;

namespace BlindVla.AssetGenerator.Models;

/// <summary>
/// Writes an object as a stand-alone MuJoCo 2.2.2 model. File and asset names start with the object's name, because MuJoCo's virtual
/// file system keeps base names only and because models are merged into one scene.
/// </summary>
internal static class MjcfWriter
{
    public static IEnumerable<(string Name, byte[] Content)> Files(ObjectModel model)
    {
        yield return ($"{model.Name}.xml", Encoding.UTF8.GetBytes(Document(model).ToString() + "\n"));
        foreach (var part in model.Parts)
        {
            yield return ($"{PartName(model, part)}.obj", Encoding.ASCII.GetBytes(part.Mesh.ToObj()));
            if (part.Material.Texture is { } texture)
                yield return ($"{PartName(model, part)}.png", Png.Encode(texture));
        }
    }

    private static XElement Document(ObjectModel model)
    {
        var assets = new XElement("asset");
        var body = new XElement("body", new XAttribute("name", model.Name), new XElement("freejoint"));
        foreach (var part in model.Parts)
        {
            var name = PartName(model, part);
            var material = part.Material;
            var color = material.Color;
            if (material.Texture is not null)
                assets.Add(
                    new XElement(
                        "texture",
                        new XAttribute("name", name),
                        new XAttribute("type", "2d"),
                        new XAttribute("file", $"{name}.png")
                    )
                );
            var element = new XElement(
                "material",
                new XAttribute("name", name),
                new XAttribute("rgba", $"{Text(color.R, color.G, color.B)} 1"),
                new XAttribute("specular", Text(material.Specular)),
                new XAttribute("shininess", Text(material.Shininess))
            );
            if (material.Texture is not null)
                element.Add(new XAttribute("texture", name));
            assets.Add(element, new XElement("mesh", new XAttribute("name", name), new XAttribute("file", $"{name}.obj")));
            body.Add(
                new XElement(
                    "geom",
                    new XAttribute("type", "mesh"),
                    new XAttribute("mesh", name),
                    new XAttribute("material", name),
                    new XAttribute("contype", 0),
                    new XAttribute("conaffinity", 0),
                    new XAttribute("group", 1),
                    new XAttribute("mass", 0)
                )
            );
        }
        // Primitives overlap, so their densities would count some volume twice: the mass is divided among them instead.
        var primitivesVolume = model.Collision.Sum(shape => shape.Volume);
        foreach (var shape in model.Collision)
        {
            var geom = Geom(shape);
            geom.Add(
                new XAttribute("group", 3),
                new XAttribute("mass", MassText(model.Mass * shape.Volume / primitivesVolume)),
                new XAttribute("condim", model.Contact.Dimensions),
                new XAttribute("friction", model.Contact.Friction),
                new XAttribute("solref", "0.01 1")
            );
            body.Add(geom);
        }
        return new XElement(
            "mujoco",
            new XAttribute("model", model.Name),
            new XElement("compiler", new XAttribute("angle", "degree")),
            new XElement(
                "custom",
                new XElement("numeric", new XAttribute("name", "bounding_box_min"), new XAttribute("data", Text(model.Box.Min))),
                new XElement("numeric", new XAttribute("name", "bounding_box_max"), new XAttribute("data", Text(model.Box.Max)))
            ),
            assets,
            new XElement("worldbody", body)
        );
    }

    private static XElement Geom(CollisionShape shape) =>
        shape switch
        {
            SphereShape s => new(
                "geom",
                new XAttribute("type", "sphere"),
                new XAttribute("pos", Text(s.Center)),
                new XAttribute("size", Text(s.Radius))
            ),
            CapsuleShape s => FromTo("capsule", s.From, s.To, s.Radius),
            CylinderShape s => FromTo("cylinder", s.From, s.To, s.Radius),
            BoxShape s => new(
                "geom",
                new XAttribute("type", "box"),
                new XAttribute("pos", Text(s.Center)),
                new XAttribute("size", Text(s.HalfSize)),
                new XAttribute("xyaxes", $"{Text(s.Turn(new(1, 0, 0)))} {Text(s.Turn(new(0, 1, 0)))}")
            ),
            _ => throw new InvalidOperationException($"Expected a collision shape MuJoCo knows; found {shape.GetType().Name}."),
        };

    private static XElement FromTo(string type, Vector3 from, Vector3 to, double radius) =>
        new(
            "geom",
            new XAttribute("type", type),
            new XAttribute("fromto", $"{Text(from)} {Text(to)}"),
            new XAttribute("size", Text(radius))
        );

    private static string PartName(ObjectModel model, VisualPart part) => $"{model.Name}_{part.Name}";

    private static string Text(Vector3 v) => Text(v.X, v.Y, v.Z);

    private static string Text(params ReadOnlySpan<double> values)
    {
        var words = new List<string>();
        foreach (var value in values)
            words.Add(Mesh.Number(value));
        return string.Join(' ', words);
    }

    /// <summary>Kilograms to the tenth of a microgram: the lightest primitive, a piece of a straw, weighs 14 milligrams.</summary>
    private static string MassText(double kilograms) => Math.Round(kilograms, 10).ToString("0.##########");
}
