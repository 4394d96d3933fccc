using System.Collections;
using BlindVla.Core;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>Whether a server describes itself as something that can be, before anything is made of what it says.</summary>
internal static class DescriptionCheck
{
    private const int MostLines = 20;
    private const int MostNames = 100_000;
    private const int MostParts = 64;
    private const int MostMeasures = 64;
    private const int MostFactors = 64;
    private const int MostValues = 4096;
    private const int MostPixels = 16_384;
    private const int MostCharacters = 1000;

    /// <exception cref="EnvironmentException">It cannot be; every reason is named.</exception>
    public static void Require(BridgeAddress address, Proto.DescribeResponse description)
    {
        var problems = Problems(description).ToList();
        if (problems.Count > 0)
        {
            var more = problems.Count <= MostLines ? "" : $"\nand {problems.Count - MostLines} more";
            throw new EnvironmentException(
                EnvironmentFault.Internal,
                $"The server at {address} describes itself as what cannot be:\n{string.Join('\n', problems.Take(MostLines))}{more}"
            );
        }
    }

    private static IEnumerable<string> Problems(Proto.DescribeResponse description) =>
        [
            .. Everywhere(description, ""),
            .. description.Capabilities is null ? ["capabilities: expected, found none"] : Array.Empty<string>(),
            .. Range("control_period_seconds", description.ControlPeriodSeconds, double.Epsilon, double.MaxValue, "a time above 0"),
            .. Range("physics_period_seconds", description.PhysicsPeriodSeconds, 0, double.MaxValue, "0 or more"),
            .. Parts("action", description.Action),
            .. Parts("state", description.State),
            .. Count("cameras", description.Cameras.Count, MostParts),
            .. Unique("cameras", description.Cameras.Select(camera => camera.Name)),
            .. description.Cameras.SelectMany(Camera),
            .. Count("measures", description.Measures.Count, MostMeasures),
            .. Unique("measures", description.Measures.Select(measure => measure.Name)),
            .. description.Measures.SelectMany(
                (measure, i) => ProtoMapping.ToMeasure(measure).Problems().Select(problem => $"measures[{i}].{problem}")
            ),
            .. Names("worlds", [.. description.Worlds.Select(world => world.Name)]),
            .. description.Worlds.SelectMany((world, i) => Names($"worlds[{i}].tasks", [.. world.Tasks.Select(task => task.Name)])),
            .. description.Worlds.SelectMany((world, i) => Names($"worlds[{i}].parameters", world.Parameters)),
            .. Names("objects", description.Objects),
            .. Names("tables", description.Tables),
            .. Names("textures", description.Textures),
            .. description.MaxImageBytes <= long.MaxValue
                ? Array.Empty<string>()
                : [$"max_image_bytes: expected at most {long.MaxValue}, found {description.MaxImageBytes}"],
            .. Hold(description),
            .. Count("scene_limits.factors", description.SceneLimits?.Factors.Count ?? 0, MostFactors),
            .. (description.SceneLimits?.Factors.Keys ?? []).SelectMany(Factor),
            .. Count("scene_limits.arm_joint_positions", description.SceneLimits?.ArmJointPositions.Count ?? 0, MostParts),
        ];

    /// <summary>What holds for every number, text and interval, wherever it stands.</summary>
    private static IEnumerable<string> Everywhere(IMessage message, string path)
    {
        if (message is Proto.Interval { Minimum: var minimum, Maximum: var maximum } && minimum > maximum)
        {
            yield return $"{path.TrimEnd('.')}: expected a minimum that is not above the maximum, found {minimum} and {maximum}";
        }
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            var found = value switch
            {
                IList list => list.Cast<object>().SelectMany((each, i) => One(each, $"{path}{field.Name}[{i}]")),
                IDictionary map => map
                    .Keys.Cast<string>()
                    .Order(StringComparer.Ordinal)
                    .SelectMany(key => One(map[key], $"{path}{field.Name}.{VisibleText.Line(key, 100)}")),
                _ => One(value, path + field.Name),
            };
            foreach (var problem in found)
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> One(object? value, string path) =>
        value switch
        {
            IMessage message => Everywhere(message, $"{path}."),
            double number when !double.IsFinite(number) => [$"{path}: expected a finite number, found {number}"],
            float number when !float.IsFinite(number) => [$"{path}: expected a finite number, found {number}"],
            string text when text.Length > MostCharacters => [$"{path}: expected at most {MostCharacters} characters, found {text.Length}"],
            string text when VisibleText.Line(text, MostCharacters) != text =>
            [
                $"{path}: expected text without control characters, found '{VisibleText.Line(text, 100)}'",
            ],
            _ => [],
        };

    private static IEnumerable<string> Parts(string what, RepeatedField<Proto.ArraySpec> parts) =>
        [
            .. Count(what, parts.Count, MostParts),
            .. Unique(what, parts.Select(part => part.Name)),
            .. parts.SelectMany(
                (part, i) =>
                    (IEnumerable<string>)
                        [
                            .. part.Length is >= 1 and <= MostValues
                                ? Array.Empty<string>()
                                : [$"{what}[{i}].length: expected 1 to {MostValues}, found {part.Length}"],
                            .. part is { HasMinimum: true, HasMaximum: true } && part.Minimum > part.Maximum
                                ?
                                [
                                    $"{what}[{i}]: expected a minimum that is not above the maximum, found {part.Minimum} "
                                        + $"and {part.Maximum}",
                                ]
                                : Array.Empty<string>(),
                        ]
            ),
        ];

    /// <summary>Whether the action that holds is one, where there is one.</summary>
    private static IEnumerable<string> Hold(Proto.DescribeResponse description)
    {
        var hold = description.HoldAction;
        // What an action is must have been understood first.
        if (hold.Count == 0 || Parts("action", description.Action).Any())
        {
            yield break;
        }
        var values = description.Action.SelectMany(part => Enumerable.Repeat(part, (int)part.Length)).ToList();
        if (hold.Count != values.Count)
        {
            yield return $"hold_action: expected {values.Count} values, as an action has, found {hold.Count}";
            yield break;
        }
        for (var i = 0; i < hold.Count; i++)
        {
            var part = values[i];
            if ((part.HasMinimum && hold[i] < (float)part.Minimum) || (part.HasMaximum && hold[i] > (float)part.Maximum))
            {
                var name = VisibleText.Line(part.Name, 100);
                yield return $"hold_action[{i}]: expected {Bounds(part)}, the bounds of {name}, found {hold[i]}";
            }
        }
    }

    private static string Bounds(Proto.ArraySpec part) =>
        part.HasMinimum && part.HasMaximum ? $"{part.Minimum} to {part.Maximum}"
        : part.HasMinimum ? $"{part.Minimum} or more"
        : $"{part.Maximum} or less";

    private static IEnumerable<string> Factor(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
            ? []
            :
            [
                "scene_limits.factors: expected names of up to 64 lower-case letters, digits and underscores, found "
                    + $"'{VisibleText.Line(name, 100)}'",
            ];

    private static IEnumerable<string> Camera(Proto.CameraSpec camera, int i) =>
        [
            .. Sizes($"cameras[{i}].width", camera.MinWidth, camera.Width, camera.MaxWidth),
            .. Sizes($"cameras[{i}].height", camera.MinHeight, camera.Height, camera.MaxHeight),
        ];

    private static IEnumerable<string> Sizes(string path, uint least, uint native, uint most) =>
        native >= 1 && least <= native && native <= most && most <= MostPixels
            ? []
            :
            [
                $"{path}: expected a native size of at least 1 between the least and the most, and these up to {MostPixels}, found "
                    + $"{least}, {native}, {most}",
            ];

    private static IEnumerable<string> Names(string what, RepeatedField<string> names) =>
        [.. Count(what, names.Count, MostNames), .. Unique(what, names)];

    private static IEnumerable<string> Unique(string what, IEnumerable<string> names) =>
        names
            .GroupBy(name => name)
            .Where(same => same.Count() > 1)
            .Select(same => $"{what}: expected names that differ, found '{VisibleText.Line(same.Key, 100)}' {same.Count()} times");

    private static IEnumerable<string> Count(string what, int count, int most) =>
        count <= most ? [] : [$"{what}: expected at most {most}, found {count}"];

    private static IEnumerable<string> Range(string path, double value, double minimum, double maximum, string expected) =>
        !double.IsFinite(value) || (value >= minimum && value <= maximum) ? [] : [$"{path}: expected {expected}, found {value}"];
}
