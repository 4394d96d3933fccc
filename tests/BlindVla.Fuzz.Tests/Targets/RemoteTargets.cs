using System.Text;
using BlindVla.Core;
using BlindVla.Files;
using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using BlindVla.Policies.Remote;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>What policy servers and their clients send, and the files that say what it means.</summary>
internal static class RemoteTargets
{
    private const string Name = "widowx-openpi";

    private static readonly EmbodimentMapping Embodiment = Small(Name, "224x224");

    /// <summary>A request and an answer in every dialect.</summary>
    public static FuzzTarget Messages(string name) =>
        new(
            name,
            [
                .. from dialect in Enum.GetValues<ArrayDialect>()
                from message in Conversation()
                select MessagePackArrays.Encode(message, dialect),
            ],
            [new ByteMutator()],
            input => Use(MessagePackArrays.Decode(input, WireLimits.Default)),
            typeof(WireException)
        );

    public static FuzzTarget Json(string name) =>
        new(
            name,
            [.. Conversation().Select(JsonArrays.Encode)],
            [new JsonMutator(), new TextMutator(), new ByteMutator()],
            input => Use(JsonArrays.Decode(input, WireLimits.Default)),
            typeof(WireException)
        );

    public static FuzzTarget Mapping(string name)
    {
        var folder = new InputFolder();
        return new(
            name,
            [.. Directory.GetFiles(MappingFile.Folder, "*.yaml").Select(Renamed)],
            [new TextMutator(), new TextMutator(), new ByteMutator()],
            input => MappingFile.Load(folder.Write($"{Name}.yaml", input)),
            typeof(InputException)
        )
        {
            Files = folder,
            Weight = 0.5,
        };
    }

    /// <summary>Messages of vla-eval with their packed pictures.</summary>
    public static FuzzTarget VlaEval(string name) =>
        new(
            name,
            [.. Conversation().Select(message => new VlaEvalMessage(VlaEvalMessage.Observation, message, 1).Encode(time: 0).ToArray())],
            [new ByteMutator()],
            input => Use(VlaEvalMessage.Decode(new(IsText: false, input)).Payload),
            typeof(WireException)
        );

    /// <summary>What both sides of openpi's variants read: metadata, questions, answers, and what stands in a header.</summary>
    public static FuzzTarget OpenPiVariants(string name)
    {
        (OpenPiVariant Variant, EmbodimentMapping Mapping)[] spoken =
        [
            .. OpenPiVariant.Names.Select(variant => (OpenPiVariant.Of(variant), Small($"widowx-{variant}", "224x224"))),
        ];
        return new(
            name,
            [
                .. from one in spoken
                from message in (WireValue[])
                    [
                        one.Variant.Question(Request(one.Mapping), session: "s"),
                        one.Variant.Answer(new(new WireValue.Nothing()), one.Mapping, new(new float[14], 7), new()),
                        one.Variant.Failed(question: null, "no") ?? new WireValue.Map(),
                        RoboArenaConfig(),
                    ]
                select MessagePackArrays.Encode(message, ArrayDialect.OpenPi),
            ],
            [new ByteMutator()],
            input =>
            {
                var value = MessagePackArrays.Decode(input, WireLimits.Default);
                var encoded = Convert.ToBase64String(input);
                foreach (var (variant, mapping) in spoken)
                {
                    if (value is WireValue.Map said)
                    {
                        _ = OpenPiVariant.NameOf(said);
                        _ = variant.Problems(said, mapping).Count();
                        _ = ServerDeclaration.Of(said, input, encoded);
                    }
                    Try(() => mapping.ReadAnswer(variant.Actions(value)), () => mapping.ReadRequest(variant.Read(value).Observation));
                    _ = variant.Failure(value);
                }
            },
            typeof(WireException)
        );
    }

    /// <summary>Questions and answers of GR00T's, in both layouts, and what a server declares.</summary>
    public static FuzzTarget Groot(string name)
    {
        var mapping = Small("widowx-groot", "256x256");
        WireValue.Map[] messages =
        [
            GrootLayout.Question(Request(mapping), GrootLayout.Nested),
            GrootLayout.Question(Request(mapping), GrootLayout.Flat),
            GrootLayout.Question(Request(mapping), GrootLayout.Older),
            new(("answer", GrootLayout.Actions(mapping.Answer(new(new float[14], 7)), GrootLayout.Nested))),
            new(("answer", GrootLayout.Actions(mapping.Answer(new(new float[14], 7)), GrootLayout.Older))),
            new(("declared", GrootModalities.Of(mapping, actions: 2))),
        ];
        return new(
            name,
            [.. messages.Select(message => MessagePackArrays.Encode(message, ArrayDialect.Npy))],
            [new ByteMutator()],
            input =>
            {
                if (MessagePackArrays.Decode(input, WireLimits.Default) is not WireValue.Map map)
                    return;
                if (map["declared"] is WireValue.Map declared)
                    _ = GrootModalities.Problems(declared, mapping);
                else if (map["answer"] is { } answer)
                    _ = mapping.ReadAnswer(GrootLayout.ReadActions(answer));
                else
                    _ = mapping.ReadRequest(GrootLayout.ReadQuestion(map).Request);
            },
            typeof(WireException)
        );
    }

    /// <summary>Messages of XPolicyLab, and the actions in them.</summary>
    public static FuzzTarget XPolicyLab(string name)
    {
        var mapping = Small("widowx-xpolicylab", "224x224");
        WireValue.Map[] payloads =
        [
            new(("observation", NestedKeys.Nest(Request(mapping)))),
            new(("actions", XPolicyLabActions.Write(mapping.Answer(new(new float[14], 7)), count: 2))),
        ];
        return new(
            name,
            [.. payloads.Select(payload => new XPolicyLabMessage(XPolicyLabMessage.Infer, "1", payload, "t").Encode(default).ToArray())],
            [new ByteMutator()],
            input =>
            {
                var payload = XPolicyLabMessage.Decode(new(IsText: false, input)).Payload;
                if (payload["actions"] is { } actions)
                    _ = mapping.ReadAnswer(XPolicyLabActions.Read(actions, mapping.Action));
                else
                    _ = mapping.ReadRequest(NestedKeys.Flatten(payload["observation"] as WireValue.Map ?? payload));
            },
            typeof(WireException)
        );
    }

    /// <summary>What stands in the bytes of LeRobot's messages, safetensors and all.</summary>
    public static FuzzTarget LeRobot(string name)
    {
        var mapping = Small("widowx-lerobot", "256x256");
        var observation = LeRobotLayout.Observation(Request(mapping), time: 1, step: 2);
        return new(
            name,
            [observation.Encode(), LeRobotLayout.Actions(NumericArray.Of(new float[14], 2, 7), observation).Encode()],
            [new ByteMutator()],
            input =>
                Try(
                    () => mapping.ReadAnswer(LeRobotLayout.ReadActions(LeRobotPayload.Decode(input, LeRobotPayload.Actions), 7)),
                    () => mapping.ReadRequest(LeRobotLayout.ReadObservation(LeRobotPayload.Decode(input, LeRobotPayload.Observation)))
                ),
            typeof(WireException)
        );
    }

    /// <summary>Both, whatever becomes of the other: a message may be right for one side.</summary>
    private static void Try(params ReadOnlySpan<Action> readers)
    {
        foreach (var read in readers)
        {
            try
            {
                read();
            }
            catch (WireException)
            {
                // As it should be.
            }
        }
    }

    /// <summary>A server's, with a field of each kind.</summary>
    private static WireValue.Map RoboArenaConfig() =>
        new(
            ("image_resolution", new WireValue.Sequence([new WireValue.Integer(2), new WireValue.Integer(3)])),
            ("needs_wrist_camera", new WireValue.Flag(Value: false)),
            ("n_external_cameras", new WireValue.Integer(1)),
            ("needs_stereo_camera", new WireValue.Flag(Value: false)),
            ("needs_session_id", new WireValue.Flag(Value: true)),
            ("action_space", new WireValue.Text("cartesian_velocity")),
            ("action_horizon", new WireValue.Integer(2)),
            ("supported_embodiments", new WireValue.Sequence([new WireValue.Text("a")]))
        );

    /// <summary>All in a file of one name.</summary>
    private static byte[] Renamed(string file) =>
        Encoding.UTF8.GetBytes(
            File.ReadAllText(file).Replace($"name: {Path.GetFileNameWithoutExtension(file)}", $"name: {Name}", StringComparison.Ordinal)
        );

    private static WireValue.Map[] Conversation() =>
        [Request(Embodiment), Embodiment.Answer(new(new float[14], 7), ("scalar", new WireValue.Numbers(NumericArray.Of([1.5f]))))];

    private static WireValue.Map Request(EmbodimentMapping mapping) =>
        mapping.Request(new(0, [new(Conventions.MainCamera, 3, 2, new byte[18], 0)], new float[14], null), "put it");

    /// <summary>What either side does with it; a wrong message may be right for one of them.</summary>
    private static void Use(WireValue value)
    {
        if (value is WireValue.Map map && map["actions"] is not null)
            _ = Embodiment.ReadAnswer(value);
        else
            _ = Embodiment.ReadRequest(value);
    }

    private static EmbodimentMapping Small(string name, string size)
    {
        var text = File.ReadAllText(Path.Combine(MappingFile.Folder, $"{name}.yaml"), Encoding.UTF8);
        return MappingFile.Parse(text.Replace(size, "3x2", StringComparison.Ordinal), $"{name}.yaml");
    }
}
