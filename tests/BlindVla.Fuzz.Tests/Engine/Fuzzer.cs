using System.Text.RegularExpressions;
using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>Feeds a target with inputs that are decided by seed and number, and tells what went wrong with one.</summary>
internal sealed partial class Fuzzer(FuzzTarget target, ulong seed, Watchdog watchdog)
{
    private const int MaxChanges = 6;
    private const int MaxInputBytes = 1 << 20;

    /// <summary>A message is for a terminal and for one cell of a table.</summary>
    private const int MaxMessageLength = 128 * 1024;

    /// <summary>How many were taken as they are: a target that refuses everything tests nothing behind its first check.</summary>
    public int Accepted { get; private set; }

    /// <summary>The corpus as it is; the first call pays for what is made once.</summary>
    /// <exception cref="Exception">What the target throws at a right input.</exception>
    public void WarmUp()
    {
        foreach (var input in target.Corpus)
        {
            target.Read(input);
        }
    }

    /// <returns>What is wrong, in words; null when nothing is.</returns>
    public string? Try(long number)
    {
        var input = Input(number);
        using var watch = watchdog.Watch(target.Name, seed, number, input);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var complaint = Complaint(input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var allowed = target.Allocated + (target.AllocatedPerByte * input.Length);
        return complaint
            ?? (
                allocated <= allowed
                    ? null
                    : $"{allocated} bytes were allocated for an input of {input.Length}; at most {allowed} are allowed"
            );
    }

    public byte[] Input(long number)
    {
        var random = KeyedRandom.Create(seed, target.Name, number.ToString());
        var input = random.Choose(target.Corpus);
        for (var changes = 1 + Math.Min(random.NextInt(MaxChanges), random.NextInt(MaxChanges)); changes > 0; changes--)
        {
            var changed = random.Choose(target.Mutators).Mutate(input, target.Corpus, random);
            input = changed.Length <= MaxInputBytes ? changed : input;
        }
        return input;
    }

    private string? Complaint(byte[] input)
    {
        try
        {
            target.Read(input);
            Accepted++;
            return null;
        }
        catch (Exception e) when (e.GetType() == target.Refusal)
        {
            return e.Message switch
            {
                { Length: 0 or > MaxMessageLength } => $"the refusal has {e.Message.Length} characters",
                _ when TypeName().Match(e.Message) is { Success: true } match => $"the refusal names the type {match.Value}: {e.Message}",
                _ when e.Message.FirstOrDefault(c => char.IsControl(c) && c != '\n') is var control and not '\0' =>
                    $"the refusal has the control character {(int)control:x4} in it: {e.Message}",
                _ => null,
            };
        }
        catch (Exception e)
        {
            return $"{e.GetType()} came out: {e}";
        }
    }

    [GeneratedRegex(@"\b(System|Microsoft|Google|BlindVla|YamlDotNet|SixLabors|CsvHelper|TorchSharp)\.[A-Z]\w+")]
    private static partial Regex TypeName();
}
