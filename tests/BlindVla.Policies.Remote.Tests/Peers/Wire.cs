namespace BlindVla.Policies.Remote.Tests;

/// <summary>A protocol under test: how to speak it right, and how to speak it wrong.</summary>
public abstract class Wire
{
    /// <summary>One of each protocol.</summary>
    internal static IEnumerable<Wire> All =>
        [
            new OpenPiWire(),
            new RoboArenaWire(),
            new VllmOmniWire(),
            new StarVlaWire(),
            new VlaEvalWire(),
            new OpenVlaWire(),
            new GrootWire(),
            new XPolicyLabWire(),
            new LeRobotWire(),
        ];

    /// <summary>Of the mapping that is shipped for it.</summary>
    public abstract string Mapping { get; }

    /// <summary>Its pictures' size, as it stands there.</summary>
    public virtual string Size => "size: 224x224";

    /// <summary>However many sessions a client has, its server is asked one question at a time.</summary>
    public virtual bool AsksOneAfterAnother => false;

    /// <summary>By how much an action may differ that its mapping says in another form; nothing where it is said as it is.</summary>
    public virtual double Rounding => 0;

    /// <summary>Bytes that are no answer in it.</summary>
    public virtual byte[] Garbage => [0xc1, 0xff];

    /// <summary>What a client calls such bytes.</summary>
    public virtual string GarbageReason => "this is not MessagePack";

    public override string ToString() => Mapping;

    internal abstract IRemoteProtocol Client(EmbodimentMapping mapping);

    /// <summary>A server that shakes hands, says nothing of itself, and does to each question what a test says.</summary>
    internal abstract Task<IRawServer> StartRawAsync(Func<IRawCall, CancellationToken, Task> answer);

    /// <summary>Actions as a server answers them, of a shape that may be wrong.</summary>
    public abstract byte[] Answer(float[] values, params int[] shape);
}
