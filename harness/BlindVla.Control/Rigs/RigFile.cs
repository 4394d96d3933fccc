using BlindVla.Core;
using BlindVla.Files;
using Proto = BlindVla.Rig.V1;

namespace BlindVla.Control;

/// <summary>A rig file's schema: every key it may have, and what is wrong with it. The programs that are handed the result
/// refuse nothing that passes here but what only the arm can tell.</summary>
public static class RigFile
{
    /// <summary>The port of a rig without metal.</summary>
    private const string Emulator = "emulator";

    private const int MaxTicks = 4095;
    private const double RadiansPerTick = 2 * Math.PI / 4096;
    private const double WatchdogUnitSeconds = 0.02;

    private static readonly string[] JointNames = ["waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate", "gripper"];

    private static readonly int[] Bauds = [9600, 57_600, 115_200, 1_000_000, 2_000_000, 3_000_000, 4_000_000];

    private static readonly Dictionary<string, Proto.Actions> Actions = new()
    {
        [Conventions.DeltaEndEffectorName] = Proto.Actions.DeltaEndEffector,
        [Conventions.JointPositionsName] = Proto.Actions.JointPositions,
    };

    private static readonly Dictionary<string, uint> Models = new()
    {
        ["xl430-w250"] = 1060,
        ["xm430-w350"] = 1020,
        ["xm540-w270"] = 1120,
    };

    /// <param name="folder">Rigs that it may extend by their names; null for none.</param>
    /// <exception cref="InputException">With every problem of the file and of those it extends.</exception>
    public static ArmRig Load(string path, string? folder = null)
    {
        var problems = new ProblemList(path);
        var extension = new YamlExtension(folder, ["schema_version", "name", "description"]) { MayRepeat = true };
        var root = extension.Resolve(YamlFile.Read(path, problems), problems);
        var rig = new Reader(problems).Read(root, Path.GetFileNameWithoutExtension(path));
        problems.ThrowIfAny();
        return rig!;
    }

    private sealed class Reader(ProblemList problems)
    {
        /// <summary>How far finger tips are beyond the point that is 'the gripper', m, as the arm's server has it.</summary>
        private const double FingerReach = 0.0155;

        private readonly RigValues _values = new(problems);
        private readonly HashSet<int> _ids = [];
        private readonly List<YamlNode?> _starts = [];

        private YamlValues Plain => _values.Plain;

        public ArmRig? Read(YamlNode root, string fileName)
        {
            if (YamlFields.Of(root, "a rig", problems) is not { } fields)
                return null;
            Plain.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
            var nameNode = fields.Required("name");
            var name = Plain.Slug(nameNode, "a rig's name");
            if (name is not null && name != fileName)
                problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
            var description = Plain.Text(fields.Required("description"), "a description");
            var portNode = fields.Required("port");
            var isEmulated = portNode is YamlScalar { Text: Emulator };
            var message = new Proto.Rig
            {
                Name = name ?? "",
                Port = isEmulated ? new() { Path = Emulator, Baud = 1_000_000 } : ReadPort(portNode),
                Gripper = ReadGripper(fields.Required("gripper")),
                Health = ReadHealth(fields.Required("health")),
                Motion = ReadMotion(fields.Required("motion")),
                Safety = ReadSafety(fields.Required("safety")),
            };
            ReadJoints(fields.Required("joints"), message);
            if (fields.Optional("cameras") is { } cameras)
                ReadCameras(cameras, message, isEmulated);
            message.Actions = fields.Optional("actions") is { } actions ? ReadActions(actions) : Proto.Actions.DeltaEndEffector;
            fields.RefuseOthers();
            // Of numbers that are none it would be said, too.
            if (problems.Count == 0)
                RequireStartsInRange(message);
            return new(message, description ?? "", isEmulated);
        }

        private Proto.Actions ReadActions(YamlNode node) =>
            Plain.Name(node, "kind of action", Actions.Keys) is { } name ? Actions[name] : Proto.Actions.Unspecified;

        /// <summary>Where an episode begins an action must be able to stay.</summary>
        private void RequireStartsInRange(Proto.Rig rig)
        {
            // The gripper's horn has no margin.
            foreach (var (joint, start) in rig.Joints.Zip(_starts).SkipLast(1))
            {
                var margin = rig.Safety.JointMargin;
                var lowest = ((joint.MinPosition - (double)joint.ZeroPosition) * RadiansPerTick) + margin;
                var highest = ((joint.MaxPosition - (double)joint.ZeroPosition) * RadiansPerTick) - margin;
                if (joint.Start < lowest || joint.Start > highest)
                    problems.Add(
                        start!,
                        $"expected {lowest:0.####} to {highest:0.####} rad, 'positions' less 'joint_margin', found {joint.Start:0.####} "
                            + "rad: no action could be done there"
                    );
            }
        }

        private Proto.SerialPort ReadPort(YamlNode? node)
        {
            var port = new Proto.SerialPort();
            if (YamlFields.Of(node, $"a serial port, or '{Emulator}'", problems) is not { } fields)
                return port;
            port.Path = Plain.Text(fields.Required("path"), "the port's path, such as '/dev/ttyDXL'") ?? "";
            var baudNode = fields.Required("baud");
            var baud = Plain.Integer(baudNode, "bits per second", 9600, 4_000_000);
            if (baud is { } rate && !Bauds.Contains(rate))
                problems.Add(baudNode!, $"expected one of {string.Join(", ", Bauds)} bits per second, which the servos know, found {rate}");
            port.Baud = (uint)(baud ?? 0);
            fields.RefuseOthers();
            return port;
        }

        private void ReadJoints(YamlNode? node, Proto.Rig message)
        {
            const string What = "joints, waist to gripper";
            if (Plain.Nodes(node, What) is not { } nodes)
                return;
            if (nodes.Length != JointNames.Length)
                problems.Add(node!, $"expected {JointNames.Length} {What}, found {nodes.Length}");
            foreach (var (joint, name) in nodes.Zip(JointNames))
                message.Joints.Add(ReadJoint(joint, name));
        }

        private Proto.Joint ReadJoint(YamlNode node, string expected)
        {
            var joint = new Proto.Joint();
            if (YamlFields.Of(node, "a joint", problems) is not { } fields)
                return joint;
            var nameNode = fields.Required("name");
            joint.Name = Plain.AssetName(nameNode, "a joint's name") ?? expected;
            if (joint.Name != expected)
                problems.Add(nameNode!, $"expected the joint '{expected}' here, found '{joint.Name}'");
            joint.Servo = ReadServo(fields.Required("servo"));
            if (fields.Optional("shadow") is { } shadow)
                joint.Shadow = ReadServo(shadow);
            joint.Models.AddRange(
                Plain.List(fields.Required("models"), "servo models", model => Plain.Name(model, "servo model", Models.Keys)) is { } models
                    ? models.Select(model => Models[model])
                    : []
            );
            const string Ticks = "a servo's position, 4096 to the turn";
            var positions = _values.Range(fields.Required("positions"), "the positions that the servo is limited to", end =>
                Plain.Integer(end, Ticks, 0, MaxTicks)
            );
            var zero = Plain.Integer(fields.Required("zero"), Ticks, 0, MaxTicks);
            (joint.MinPosition, joint.MaxPosition) = ((uint)(positions?.Low ?? 0), (uint)(positions?.High ?? MaxTicks));
            joint.ZeroPosition = (uint)(zero ?? 0);
            joint.Rest = Reachable("rest", "where the joint rests without torque");
            joint.Start = Reachable("start", "where episodes begin");
            _starts.Add(fields.Optional("start"));
            joint.MaxCurrent = _values.Amperes(fields.Required("max_current"), "the current of each of its servos", 0.01, 6) ?? 0;
            fields.RefuseOthers();
            return joint;

            double Reachable(string key, string what)
            {
                var angleNode = fields.Required(key);
                if (_values.Angle(angleNode, what, -4, 4) is not { } angle)
                    return 0;
                if (zero is { } middle && positions is { } ends)
                {
                    var ticks = middle + (int)Math.Round(angle / RadiansPerTick, MidpointRounding.AwayFromZero);
                    if (ticks < ends.Low || ticks > ends.High)
                        problems.Add(
                            angleNode!,
                            $"expected {what} within 'positions', {ends.Low} to {ends.High}, found {ticks}, which is "
                                + $"{((YamlScalar)angleNode!).Text} from 'zero'"
                        );
                }
                return angle;
            }
        }

        private Proto.Servo ReadServo(YamlNode? node)
        {
            var servo = new Proto.Servo();
            if (YamlFields.Of(node, "a servo", problems) is not { } fields)
                return servo;
            var idNode = fields.Required("id");
            var id = Plain.Integer(idNode, "a servo's id", 0, 252);
            if (id is { } number && !_ids.Add(number))
                problems.Add(idNode!, $"{number} is another servo's id, too");
            servo.Id = (uint)(id ?? 0);
            servo.Reversed = Plain.Boolean(fields.Required("reversed"), "whether it counts backwards") ?? false;
            fields.RefuseOthers();
            return servo;
        }

        private Proto.Gripper ReadGripper(YamlNode? node)
        {
            var gripper = new Proto.Gripper();
            if (YamlFields.Of(node, "a gripper", problems) is not { } fields)
                return gripper;
            var horn = _values.Length(fields.Required("horn_radius"), "the horn's radius", 0.001, 0.1);
            var armNode = fields.Required("arm_length");
            var arm = _values.Length(armNode, "the length of the arm from horn to finger", 0.001, 0.2);
            if (arm <= horn)
                problems.Add(armNode!, "expected an arm longer than the horn's radius: the horn could not turn");
            (gripper.HornRadius, gripper.ArmLength) = (horn ?? 0, arm ?? 0);
            fields.RefuseOthers();
            return gripper;
        }

        private Proto.Health ReadHealth(YamlNode? node)
        {
            var health = new Proto.Health();
            if (YamlFields.Of(node, "the health of servos", problems) is not { } fields)
                return health;
            var voltage = _values.Range(fields.Required("voltage"), "voltages", end => _values.Volts(end, "a voltage", 9.5, 16));
            (health.MinVoltage, health.MaxVoltage) = voltage ?? default;
            health.MaxTemperature = _values.Temperature(fields.Required("max_temperature"), "the highest temperature", 20, 80) ?? 0;
            fields.RefuseOthers();
            return health;
        }

        private Proto.Motion ReadMotion(YamlNode? node)
        {
            var motion = new Proto.Motion();
            if (YamlFields.Of(node, "how the arm is moved", problems) is not { } fields)
                return motion;
            motion.ControlPeriodSeconds = _values.Time(fields.Required("control_period"), "the time of an action", 0.01, 2) ?? 0;
            var turn = _values.Time(fields.Required("turn"), "how often servos are read and told", 0.005, 0.1);
            motion.TurnSeconds = turn ?? 0;
            motion.RampSpeed = _values.TurningSpeed(fields.Required("ramp_speed"), "the speed on the way to start and rest", 0.01, 1) ?? 0;
            motion.ProfileVelocity = Register("profile_velocity");
            motion.ProfileAcceleration = Register("profile_acceleration");
            var watchdogNode = fields.Required("bus_watchdog");
            if (_values.Time(watchdogNode, "the servos' own watchdog", WatchdogUnitSeconds, 127 * WatchdogUnitSeconds) is { } watchdog)
            {
                var units = Math.Round(watchdog / WatchdogUnitSeconds);
                motion.BusWatchdog = (uint)units;
                if (Math.Abs((units * WatchdogUnitSeconds) - watchdog) > 1e-9)
                    problems.Add(watchdogNode!, "expected a multiple of 20 ms, the servos' own unit of it");
                else if (watchdog < 3 * turn)
                    problems.Add(watchdogNode!, $"expected at least three turns, {3 * turn} s: the arm would stop for nothing");
            }
            fields.RefuseOthers();
            return motion;

            uint Register(string key) =>
                (uint)(Plain.Integer(fields.Required(key), "a profile as the servos' registers have it, 0 for none", 0, 32767) ?? 0);
        }

        private Proto.Safety ReadSafety(YamlNode? node)
        {
            var safety = new Proto.Safety();
            if (YamlFields.Of(node, "what stops the arm", problems) is not { } fields)
                return safety;
            if (YamlFields.Of(fields.Required("gripper_box"), "the box that the gripper stays in", problems) is { } box)
            {
                var (x, y, z) = (Side("x"), Side("y"), Side("z"));
                safety.MinGripper = new()
                {
                    X = x.Low,
                    Y = y.Low,
                    Z = z.Low,
                };
                safety.MaxGripper = new()
                {
                    X = x.High,
                    Y = y.High,
                    Z = z.High,
                };
                box.RefuseOthers();

                (double Low, double High) Side(string axis) =>
                    _values.Range(box.Required(axis), $"where the gripper may be along {axis}", end =>
                        _values.Length(end, "a place", -1, 1)
                    ) ?? default;
            }
            var tableNode = fields.Required("table_height");
            safety.TableHeight = _values.Length(tableNode, "the height that the finger tips stay above", -1, 1) ?? 0;
            safety.MaxTranslation = _values.Length(fields.Required("max_translation"), "the way of one action", 0.001, 0.5) ?? 0;
            safety.MaxRotation = Angle("max_rotation", "the turn of one action", 0.001, 3.2);
            safety.JointMargin = Angle("joint_margin", "the margin before the servos' limits", 0, 0.5);
            safety.MaxVelocity = _values.TurningSpeed(fields.Required("max_velocity"), "the speed of a joint", 0.01, 6) ?? 0;
            safety.MaxAcceleration = _values.TurningAcceleration(
                fields.Required("max_acceleration"),
                "the acceleration of a joint",
                0.01,
                100
            ) ?? 0;
            safety.MaxActionAge = Time("max_action_age", "the age of what an action was decided by", 0.01, 60);
            safety.ContactSeconds = Time("contact_time", "the time of a current above its limit", 0, 5);
            safety.MaxLag = Angle("max_lag", "how far a joint may be behind", 0.01, 3.2);
            safety.LagSeconds = Time("lag_time", "how long a joint may be behind", 0.02, 5);
            safety.SilenceSeconds = Time("silence_time", "how long a servo may not be heard", 0.02, 5);
            safety.HeartbeatSeconds = Time("heartbeat_time", "how long a client may not be heard", 0.05, 600);
            safety.StopFile = fields.Optional("stop_file") is { } file ? ReadStopFile(file) : "";
            if (
                tableNode is not null
                && safety.MaxGripper is { } highest
                && safety.TableHeight >= highest.Z
                && highest.Z > safety.MinGripper.Z
            )
                problems.Add(tableNode, $"expected less than the top of 'gripper_box', {highest.Z:0.####} m: the gripper could be nowhere");
            if (tableNode is not null && safety.MinGripper is { } lowest && safety.TableHeight < lowest.Z - FingerReach)
                problems.Add(
                    tableNode,
                    $"expected at least {lowest.Z - FingerReach:0.####} m, since in 'gripper_box' no finger tip comes lower: it would keep "
                        + "nothing from the table"
                );
            fields.RefuseOthers();
            return safety;

            double Angle(string key, string what, double minimum, double maximum) =>
                _values.Angle(fields.Required(key), what, minimum, maximum) ?? 0;
            double Time(string key, string what, double minimum, double maximum) =>
                _values.Time(fields.Required(key), what, minimum, maximum) ?? 0;
        }

        /// <summary>Whoever touches it in a hurry and the program that looks for it may be in two folders.</summary>
        private string ReadStopFile(YamlNode node)
        {
            var path = Plain.Text(node, "the path of a file that stops the arm while it exists") ?? "";
            if (path.Length > 0 && !path.StartsWith('/'))
                problems.Add(node, $"expected a file by its whole path, such as '/run/user/1000/stop-the-arm', found '{path}'");
            return path;
        }

        private void ReadCameras(YamlNode node, Proto.Rig message, bool isEmulated)
        {
            const int MaxCameras = 8;
            if (Plain.Nodes(node, "cameras") is not { } nodes)
                return;
            if (nodes.Length > MaxCameras)
                problems.Add(node, $"expected at most {MaxCameras} cameras, found {nodes.Length}");
            var names = new HashSet<string>();
            foreach (var item in nodes)
            {
                var camera = ReadCamera(item, names, isEmulated);
                if (message.Cameras.FirstOrDefault(other => new Proto.Camera(other) { Name = camera.Name }.Equals(camera)) is { } same)
                    problems.Add(item, $"'{camera.Name}' shows what '{same.Name}' does: no policy would see more by it");
                message.Cameras.Add(camera);
            }
        }

        private Proto.Camera ReadCamera(YamlNode node, HashSet<string> names, bool isEmulated)
        {
            var camera = new Proto.Camera();
            if (YamlFields.Of(node, "a camera", problems) is not { } fields)
                return camera;
            var nameNode = fields.Required("name");
            camera.Name = Plain.AssetName(nameNode, "a camera's name") ?? "";
            if (camera.Name.Length > 0 && !names.Add(camera.Name))
                problems.Add(nameNode!, $"'{camera.Name}' is another camera's name, too");
            camera.Source = ReadSource(fields.Required("source"), isEmulated) ?? "";
            var source = Size("source_size");
            (camera.SourceWidth, camera.SourceHeight) = source;
            (camera.Width, camera.Height) = Size("size");
            if (fields.Optional("crop") is { } crop)
                camera.Crop = ReadCrop(crop, source);
            if (fields.Optional("undistortion") is { } lens)
                camera.Undistortion = ReadLens(lens, source);
            camera.StaleSeconds = _values.Time(fields.Required("stale_time"), "for how long no picture may come", 0.02, 60) ?? 0;
            camera.FrozenSeconds = _values.Time(
                fields.Required("frozen_time"),
                "for how long pictures may come that are the same",
                0.02,
                600
            ) ?? 0;
            fields.RefuseOthers();
            return camera;

            (uint Width, uint Height) Size(string key)
            {
                var sizeNode = fields.Required(key);
                if (Plain.List(sizeNode, "width and height", side => Plain.Integer(side, "pixels", 8, 4096)) is not { } sides)
                    return default;
                if (sides is [var width, var height])
                    return ((uint)width, (uint)height);
                problems.Add(sizeNode!, $"expected width and height, found {sides.Length} values");
                return default;
            }
        }

        private string? ReadSource(YamlNode? node, bool isEmulated)
        {
            const string Http = "http://";
            const string Form = "a V4L2 device or a file by its whole path, or http://HOST";
            switch (Plain.Text(node, $"where pictures come from: {Form}"))
            {
                case null:
                    return null;
                case Emulator when isEmulated:
                    // Until the emulator has said where.
                    return Http + Emulator;
                case Emulator:
                    problems.Add(node!, $"'{Emulator}' has no camera where the port is not '{Emulator}', too");
                    return null;
                case var other when isEmulated:
                    problems.Add(node!, $"expected '{Emulator}', as the port of this rig, found '{other}'");
                    return null;
                case var path when path.StartsWith('/') || path.StartsWith(Http, StringComparison.Ordinal):
                    return path;
                case var other:
                    problems.Add(node!, $"expected {Form}, found '{other}'");
                    return null;
            }
        }

        private Proto.Crop? ReadCrop(YamlNode node, (uint Width, uint Height) source)
        {
            if (YamlFields.Of(node, "a part of a picture", problems) is not { } fields)
                return null;
            uint Pixels(string key, int least) => (uint)(Plain.Integer(fields.Required(key), "pixels of the source", least, 4096) ?? 0);
            var crop = new Proto.Crop
            {
                Left = Pixels("left", 0),
                Top = Pixels("top", 0),
                Width = Pixels("width", 8),
                Height = Pixels("height", 8),
            };
            fields.RefuseOthers();
            if (source != default && (crop.Left + crop.Width > source.Width || crop.Top + crop.Height > source.Height))
                problems.Add(node, $"expected a part of the source's {source.Width} x {source.Height} pixels, found one that ends outside");
            return crop;
        }

        private Proto.Undistortion? ReadLens(YamlNode node, (uint Width, uint Height) source)
        {
            if (YamlFields.Of(node, "a lens as OpenCV's calibration has it", problems) is not { } fields)
                return null;
            double Value(string key, double minimum, double maximum) =>
                Plain.Number(fields.Required(key), "a value of OpenCV's calibration, in pixels of the source", minimum, maximum) ?? 0;
            var lens = new Proto.Undistortion
            {
                Fx = Value("fx", 1, 1e5),
                Fy = Value("fy", 1, 1e5),
                Cx = Value("cx", 0, source.Width),
                Cy = Value("cy", 0, source.Height),
                K1 = Value("k1", -10, 10),
                K2 = Value("k2", -10, 10),
                P1 = Value("p1", -1, 1),
                P2 = Value("p2", -1, 1),
                K3 = Value("k3", -10, 10),
            };
            fields.RefuseOthers();
            return lens;
        }
    }
}
