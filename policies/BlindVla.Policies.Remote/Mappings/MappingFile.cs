using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Policies.Remote;

/// <summary>A mapping file's schema: every key it may have, and what is wrong with it.</summary>
public sealed class MappingFile
{
    private const string Extension = ".yaml";
    private const int MaxEdge = 2048;
    private const int MaxChunk = 1000;

    private static readonly string[] Forms =
    [
        "euler_xyz_intrinsic",
        "euler_xyz_extrinsic",
        "axis_angle",
        "quaternion_wxyz",
        "quaternion_xyzw",
    ];

    private static readonly string[] Parts = ["position", "rotation", "gripper"];
    private static readonly string[] JointParts = ["joints", "gripper"];
    private static readonly string[] Angles = ["rad", "deg"];

    /// <summary>Protocols that say nothing themselves of what an action is.</summary>
    private static readonly string[] JointProtocols = [OpenPiProtocol.Kind, GrootProtocol.Kind, LeRobotProtocol.Kind];

    private readonly ProblemList _problems;
    private readonly YamlValues _values;

    private MappingFile(ProblemList problems) => (_problems, _values) = (problems, new(problems));

    /// <summary>Those that have names: beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "mappings");

    /// <summary>Those that are spoken.</summary>
    public static ImmutableArray<string> Protocols { get; } =
    [.. OpenPiVariant.Names, VlaEvalProtocol.Kind, OpenVlaProtocol.Kind, GrootProtocol.Kind, XPolicyLabProtocol.Kind, LeRobotProtocol.Kind];

    /// <summary>The name of the one that is used where none is asked for: the arm of the benchmark, in this protocol.</summary>
    public static string DefaultFor(string protocol) => $"widowx-{protocol}";

    /// <param name="nameOrPath">A name, or a path: anything with a directory separator or ending in <c>.yaml</c>.</param>
    /// <exception cref="InputException">There is none, or with every problem it has.</exception>
    public static EmbodimentMapping Load(string nameOrPath)
    {
        var path =
            nameOrPath.EndsWith(Extension, StringComparison.Ordinal) || Path.GetFileName(nameOrPath) != nameOrPath
                ? nameOrPath
                : Named(nameOrPath);
        return Parse(YamlFile.ReadText(path), path);
    }

    /// <param name="path">Where the text is from.</param>
    /// <exception cref="InputException">With every problem it has.</exception>
    public static EmbodimentMapping Parse(string text, string path)
    {
        var problems = new ProblemList(path);
        var mapping = new MappingFile(problems).Read(YamlFile.Parse(text, problems), path, text);
        problems.ThrowIfAny();
        return mapping!;
    }

    private static string Named(string name)
    {
        string[] names = [.. Directory.EnumerateFiles(Folder, $"*{Extension}").Select(file => Path.GetFileNameWithoutExtension(file))];
        return names.Contains(name)
            ? Path.Combine(Folder, name + Extension)
            : throw new InputException("mapping", $"there is none named '{name}'; {NearestNames.Suggest(name, names)}, or give a path");
    }

    private EmbodimentMapping? Read(YamlNode root, string path, string text)
    {
        if (YamlFields.Of(root, "a mapping", _problems) is not { } fields)
            return null;
        _values.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
        var nameNode = fields.Required("name");
        var name = _values.Slug(nameNode, "a mapping's name");
        var fileName = Path.GetFileNameWithoutExtension(path);
        if (name is not null && name != fileName)
            _problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
        _values.Text(fields.Required("description"), "a description");
        var protocol = _values.Name(fields.Required("protocol"), "protocol", Protocols);
        var period = fields.Optional("control_period") is { } node ? _values.Duration(node, "the control period", 0.001, 10) : null;
        var instruction = _values.Text(fields.Required("instruction"), "the key of the instruction");
        var cameras = _values.List(fields.Required("cameras"), "cameras", ReadCamera);
        var stateNode = fields.Optional("state");
        var state = stateNode is null ? null : ReadState(stateNode);
        var action = fields.Required("action") is { } actionNode ? ReadAction(actionNode, protocol) : null;
        fields.RefuseOthers();
        if (name is null || protocol is null || instruction is null || cameras is not { } all || action is null || _problems.Count > 0)
            return null;
        string[] keys = [instruction, .. all.Select(camera => camera.Key), .. (state?.Keys ?? []).Select(key => key.Name)];
        if (keys.GroupBy(key => key).FirstOrDefault(same => same.Count() > 1) is { } twice)
            _problems.Add(root, $"the key '{twice.Key}' is there twice: each picture, the state and the instruction need their own");
        if (keys.FirstOrDefault(key => keys.Any(other => other.StartsWith($"{key}.", StringComparison.Ordinal))) is { } both)
            _problems.Add(root, $"the key '{both}' is there, and others in it: a dot is a map in a map");
        if (protocol == LeRobotProtocol.Kind && state?.Keys.All(key => key.Length == 1) != true)
            _problems.Add(stateNode ?? root, $"expected a state with a key for each value, as {LeRobotProtocol.Kind} has it");
        if (protocol == GrootProtocol.Kind)
            RequireModalities(root, [.. keys, .. action.Keys.Select(key => key.Name)]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new(name, digest, protocol, period, instruction, all, state, action);
    }

    private void RequireModalities(YamlNode root, string[] keys)
    {
        if (keys.FirstOrDefault(key => !GrootLayout.Modalities.Contains(key.Split('.', 2)[0]) || !key.Contains('.')) is { } other)
        {
            _problems.Add(
                root,
                $"expected keys that begin with a modality of {GrootProtocol.Kind} ({string.Join(", ", GrootLayout.Modalities)}) and a "
                    + $"dot, found '{other}'"
            );
        }
    }

    private CameraMapping? ReadCamera(YamlNode node)
    {
        if (YamlFields.Of(node, "a camera", _problems) is not { } fields)
            return null;
        var camera = _values.AssetName(fields.Required("camera"), "a camera's name");
        var key = _values.Text(fields.Required("key"), "the key of its picture");
        var sizeNode = fields.Required("size");
        var size = _values.Text(sizeNode, "a size such as 224x224") is { } text ? ReadSize(sizeNode!, text) : null;
        var rotation = _values.Name(fields.Required("rotation"), "rotation of a picture", ["0", "180"]);
        var layout = _values.Name(fields.Required("layout"), "layout of a picture", ["hwc", "chw"]);
        fields.RefuseOthers();
        return camera is null || key is null || size is not { } pixels || rotation is null || layout is null
            ? null
            : new(new(camera, pixels.Width, pixels.Height), key, rotation == "180", layout == "chw");
    }

    private (int Width, int Height)? ReadSize(YamlNode node, string text)
    {
        if (CameraRequest.ParseSize(text) is { Width: <= MaxEdge, Height: <= MaxEdge } size)
            return size;
        _problems.Add(node, $"{CameraRequest.SizeExpected(text)}; an edge has at most {MaxEdge} pixels");
        return null;
    }

    private StateMapping? ReadState(YamlNode node)
    {
        if (YamlFields.Of(node, "the state", _problems) is not { } fields)
            return null;
        var world = _values.List(fields.Required("world"), "parts of the state", ReadPart);
        string[] names = [.. (world ?? []).Select(part => part.Name)];
        var send = _values.List(fields.Required("send"), "parts that are sent", part => ReadSent(part, world ?? []));
        var keys = ReadKeys(fields, "the state", send?.Sum(part => part.Length));
        fields.RefuseOthers();
        if (names.Distinct().Count() < names.Length)
            _problems.Add(node, "a part of the state is there twice");
        return keys is not { } at || world is not { } parts || send is not { } sent ? null : new(at, parts, sent);
    }

    /// <summary>Either one key for all values, or several, each for some of them.</summary>
    /// <param name="width">All values; null where that is not known, because something else is wrong.</param>
    private ImmutableArray<WireKey>? ReadKeys(YamlFields fields, string what, int? width)
    {
        if (fields.Optional("keys") is not { } node)
        {
            var key = _values.Text(fields.Required("key"), $"the key of {what}");
            return key is null || width is not { } all ? null : [new(key, all)];
        }
        if (fields.Optional("key") is { } other)
            _problems.Add(other, "expected 'key' or 'keys', found both");
        var keys = _values.List(node, $"keys of {what}", ReadKey);
        if (keys?.Sum(key => key.Length) is { } length && width is { } expected && length != expected)
            _problems.Add(node, $"expected keys for the {expected} values of {what}, found keys for {length}");
        if (keys?.GroupBy(key => key.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            _problems.Add(node, $"the key '{twice.Key}' is there twice");
        return keys;
    }

    private WireKey? ReadKey(YamlNode node)
    {
        if (YamlFields.Of(node, "a key", _problems) is not { } fields)
            return null;
        var key = _values.Text(fields.Required("key"), "a key");
        var length = _values.Integer(fields.Required("length"), "its values", 1, 1000);
        fields.RefuseOthers();
        return key is null || length is not { } values ? null : new(key, values);
    }

    /// <summary>The name of a part of the world's state that is sent as it is, or what is made of one.</summary>
    private SentPart? ReadSent(YamlNode node, ImmutableArray<ArraySpec> world)
    {
        string[] names = [.. world.Select(part => part.Name)];
        if (node is not YamlMap)
            return _values.Name(node, "part of the state", names) is { } plain ? new(world.First(part => part.Name == plain)) : null;
        var fields = YamlFields.Of(node, "a part that is sent", _problems)!;
        if (fields.Optional("constant") is { } constantNode)
        {
            var constant = _values.Number(constantNode, "the constant", -1e6, 1e6);
            fields.RefuseOthers();
            return constant is { } value ? new SentPart(World: null) { Constant = value } : null;
        }
        var name = _values.Name(fields.Required("part"), "part of the state", names);
        var part = name is null ? null : new SentPart(world.First(part => part.Name == name));
        part = fields.Key("form") is null ? ReadScaled(fields, part) : ReadOrientation(node, fields, part);
        fields.RefuseOthers();
        return part;
    }

    private SentPart? ReadScaled(YamlFields fields, SentPart? part)
    {
        var zero = _values.Number(fields.Required("zero"), "the value that is sent as 0", -1e6, 1e6);
        var oneNode = fields.Required("one");
        var one = _values.Number(oneNode, "the value that is sent as 1", -1e6, 1e6);
        if (zero == one && zero is not null)
            _problems.Add(oneNode!, $"expected different values for 0 and 1, found {zero} for both");
        return part is null || zero is not { } low || one is not { } high ? null : part with { Zero = low, One = high };
    }

    private SentPart? ReadOrientation(YamlNode node, YamlFields fields, SentPart? part)
    {
        var (form, unit) = ReadForm(fields);
        var zeroNode = fields.Optional("zero");
        var zero = zeroNode is null
            ? [1, 0, 0, 0]
            : _values.List(zeroNode, "an orientation w, x, y, z", value => _values.Number(value, "a part of a quaternion", -1, 1));
        var orientation = zero is { Length: 4 } q ? Rotations.ToQuaternion(RotationForm.QuaternionWxyz, q.AsSpan()) : null;
        if (zero is not null && orientation is null)
            _problems.Add(zeroNode!, "expected an orientation as four numbers w, x, y, z, not all 0");
        if (part?.World is { } world && world.Convention is not (Rotations.QuaternionWxyz or Rotations.QuaternionXyzw))
        {
            _problems.Add(node, $"expected a part that is a quaternion, '{world.Name}' is {world.Convention}");
            return null;
        }
        return part is null || form is not { } known || orientation is not { } turn
            ? null
            : part with
            {
                Form = known,
                AngleScale = unit == "deg" ? Math.PI / 180 : 1,
                ZeroOrientation = turn,
            };
    }

    private ArraySpec? ReadPart(YamlNode node)
    {
        if (YamlFields.Of(node, "a part of the state", _problems) is not { } fields)
            return null;
        var name = _values.AssetName(fields.Required("name"), "its name");
        var length = _values.Integer(fields.Required("length"), "its length", 1, 1000);
        var convention = _values.Text(fields.Required("convention"), "its convention");
        var unit = _values.Text(fields.Required("unit"), "its unit");
        var frame = fields.Optional("frame") is { } frameNode ? _values.Text(frameNode, "its frame") : "";
        fields.RefuseOthers();
        return name is null || length is not { } values || convention is null || unit is null || frame is null
            ? null
            : new(name, values, convention, unit, frame);
    }

    private ActionMapping? ReadAction(YamlNode node, string? protocol)
    {
        if (YamlFields.Of(node, "the action", _problems) is not { } fields)
            return null;
        var orderNode = fields.Required("order");
        string[] known = [.. Parts.Union(JointParts)];
        var order = _values.List(orderNode, "parts of an action", part => _values.Name(part, "part of an action", known));
        var hasJoints = order?.Contains(JointParts[0]) == true;
        var wanted = hasJoints ? JointParts : Parts;
        if (order is { } found && !found.Order().SequenceEqual(wanted.Order()))
            _problems.Add(orderNode!, $"expected each of {string.Join(", ", wanted)} once, found {string.Join(", ", found)}");
        if (hasJoints && protocol is not null && !JointProtocols.Contains(protocol))
            _problems.Add(
                orderNode!,
                $"'{protocol}' says what an action is, and it is none of joints; {string.Join(", ", JointProtocols)} can"
            );
        var pose = hasJoints ? null : ReadPose(fields);
        var joints = hasJoints ? ReadJoints(fields.Required("joints")) : null;
        var gripper = ReadGripper(fields.Required("gripper"));
        // What it answers is the array itself, or may be.
        var hasNoKey =
            protocol is OpenVlaProtocol.Kind or LeRobotProtocol.Kind
            || (protocol == VllmOmniVariant.Kind && fields.Key("key") is null && fields.Key("keys") is null);
        ImmutableArray<WireKey>? keys = hasNoKey
            ? []
            : ReadKeys(fields, "the action", pose is null && joints is null ? null : ActionMapping.WidthOf(pose?.Form));
        var length = fields.Optional("length") is { } lengthNode ? _values.Integer(lengthNode, "actions of an answer", 1, MaxChunk) : null;
        var executeNode = fields.Required("execute");
        var execute = _values.Integer(executeNode, "actions that are executed", 1, MaxChunk);
        if (execute > length)
            _problems.Add(executeNode!, $"expected at most {length}, the actions of an answer, found {execute}");
        fields.RefuseOthers();
        if (keys is not { } at || order is not { } parts || gripper is null || execute is not { } count)
            return null;
        if ((joints ?? pose?.Angle) is not { } angle)
            return null;
        return new(
            at,
            [.. parts.Select(part => Enum.Parse<ActionPart>(part, ignoreCase: true))],
            pose?.Step ?? 1,
            pose?.Form,
            angle,
            gripper,
            length,
            count
        );
    }

    /// <returns>Metres of 1, the rotation's form, and radians of 1.</returns>
    private (double Step, RotationForm Form, double Angle)? ReadPose(YamlFields fields)
    {
        var position = YamlFields.Of(fields.Required("position"), "the position", _problems);
        var unit = _values.Name(position?.Required("unit"), "unit of a position", ["m", "cm", "mm"]);
        var step = ReadScale(position, "metres, or what the unit is, of 1");
        position?.RefuseOthers();
        var (form, angle) = ReadRotation(fields.Required("rotation"));
        return unit is null || form is not { } known
            ? null
            : (
                step
                    * unit switch
                    {
                        "cm" => 0.01,
                        "mm" => 0.001,
                        _ => 1,
                    },
                known,
                angle
            );
    }

    /// <returns>Radians of 1.</returns>
    private double? ReadJoints(YamlNode? node)
    {
        if (YamlFields.Of(node, "the joints", _problems) is not { } fields)
            return null;
        var unit = _values.Name(fields.Required("unit"), "unit of an angle", Angles);
        fields.RefuseOthers();
        return unit is null ? null
            : unit == "deg" ? Math.PI / 180
            : 1;
    }

    /// <returns>The form, and radians of 1.</returns>
    private (RotationForm? Form, double Scale) ReadRotation(YamlNode? node)
    {
        if (YamlFields.Of(node, "the rotation", _problems) is not { } fields)
            return (null, 1);
        var (form, unit) = ReadForm(fields);
        var scale = unit is null ? 1 : ReadScale(fields, "radians, or what the unit is, of 1");
        fields.RefuseOthers();
        return (form, scale * (unit == "deg" ? Math.PI / 180 : 1));
    }

    private double ReadScale(YamlFields? fields, string what) =>
        fields?.Optional("scale") is { } node ? _values.Number(node, what, 1e-6, 1e6) ?? 1 : 1;

    private (RotationForm? Form, string? Unit) ReadForm(YamlFields fields)
    {
        var name = _values.Name(fields.Required("form"), "form of a rotation", Forms);
        var form = name is null ? (RotationForm?)null : (RotationForm)Array.IndexOf(Forms, name);
        var isQuaternion = form is { } known && Rotations.Length(known) == 4;
        var unitNode = isQuaternion ? null : fields.Required("unit");
        return (form, unitNode is null ? null : _values.Name(unitNode, "unit of an angle", Angles));
    }

    private GripperMapping? ReadGripper(YamlNode? node)
    {
        if (YamlFields.Of(node, "the gripper", _problems) is not { } fields)
            return null;
        var closed = _values.Number(fields.Required("closed"), "the value of a closed gripper", -1e6, 1e6);
        var open = _values.Number(fields.Required("open"), "the value of an open gripper", -1e6, 1e6);
        var thresholdNode = fields.Optional("threshold");
        var threshold = thresholdNode is null ? null : _values.Number(thresholdNode, "the threshold", -1e6, 1e6);
        fields.RefuseOthers();
        if (closed is not { } low || open is not { } high)
            return null;
        if (low == high)
        {
            _problems.Add(node!, $"expected different values of a closed and an open gripper, found {low} for both");
            return null;
        }
        if (threshold is { } between && (between < Math.Min(low, high) || between > Math.Max(low, high)))
            _problems.Add(thresholdNode!, $"expected a threshold between {low} and {high}, found {between}");
        return new(low, high, threshold);
    }
}
