using System.Reflection;
using System.Reflection.Emit;

namespace BlindVla.Policies.Torch.Tests;

/// <summary>Which methods call which, as their compiled code says.</summary>
internal static class CallGraph
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)));

    /// <summary>What a method calls, makes a delegate of, or constructs.</summary>
    public static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var (ofType, ofMethod) = (
            method.DeclaringType?.GetGenericArguments(),
            method.IsGenericMethod ? method.GetGenericArguments() : null
        );
        for (var at = 0; at < code.Length; )
        {
            var instruction = Instructions[code[at] == TwoBytes ? (short)((TwoBytes << 8) | code[at + 1]) : code[at]];
            at += instruction.Size;
            if (instruction.OperandType == OperandType.InlineMethod)
            {
                yield return method.Module.ResolveMethod(BitConverter.ToInt32(code, at), ofType, ofMethod)!;
            }
            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>One name for all instances of a generic method.</summary>
    public static (Module, int) Key(MethodBase method) => (method.Module, method.MetadataToken);

    /// <summary>The targets, and every method of their assembly that calls one of them, directly or through others; a virtual method counts
    /// as its overrides.</summary>
    public static HashSet<(Module, int)> Reaching(params MethodBase[] targets)
    {
        var edges = Methods(targets[0].Module.Assembly)
            .SelectMany(method =>
                Calls(method)
                    .Select(callee => (Caller: method, Callee: callee))
                    .Concat(
                        method is MethodInfo { IsVirtual: true } info && info.GetBaseDefinition().Module == info.Module
                            ? [(info.GetBaseDefinition(), method)]
                            : []
                    )
            );
        var callers = edges.ToLookup(edge => Key(edge.Callee), edge => edge.Caller);
        var reached = targets.Select(Key).ToHashSet();
        var waiting = new Queue<MethodBase>(targets);
        while (waiting.TryDequeue(out var method))
        {
            foreach (var caller in callers[Key(method)].Where(caller => reached.Add(Key(caller))))
            {
                waiting.Enqueue(caller);
            }
        }
        return reached;
    }
}
