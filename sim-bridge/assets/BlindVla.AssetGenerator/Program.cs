using BlindVla.AssetGenerator;
using BlindVla.AssetGenerator.Preview;

const string Usage = """
    Generates the robot's meshes, objects, receptacles, table pictures and textures that a simulation server serves.

    BlindVla.AssetGenerator --output DIR [--robot DIR]     write the asset directory, replacing it as a whole;
                                                           --robot: folder of hand-written robot models to copy
    BlindVla.AssetGenerator --preview DIR                  draw everything as PNG, to look at

    Example: BlindVla.AssetGenerator --output artifacts/assets --robot sim-bridge/assets/robot
    """;

var options = new Dictionary<string, string>();
for (var i = 0; i < args.Length; i += 2)
{
    if (args[i] is "--help" or "-h")
    {
        Console.WriteLine(Usage);
        return 0;
    }
    if (args[i] is not ("--output" or "--robot" or "--preview") || i + 1 == args.Length || !options.TryAdd(args[i], args[i + 1]))
        return Refuse($"expected --output, --robot or --preview, once each and with a folder; found '{string.Join(' ', args[i..])}'.");
}
if (!options.ContainsKey("--output") && !options.ContainsKey("--preview"))
    return Refuse("expected --output DIR or --preview DIR; found neither.");
if (options.TryGetValue("--robot", out var robot) && !Directory.Exists(robot))
    return Refuse($"expected a folder of robot models after --robot; found no folder '{robot}'.");

if (options.TryGetValue("--output", out var output))
    AssetDirectory.Write(output, robot);
if (options.TryGetValue("--preview", out var preview))
    ContactSheets.Write(preview);
return 0;

static int Refuse(string problem)
{
    Console.Error.WriteLine($"BlindVla.AssetGenerator: {problem}");
    Console.Error.WriteLine(Usage);
    return 2;
}
