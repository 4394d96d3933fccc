using System.Globalization;

namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>What the environment asks for; without anything, what <c>./test</c> runs.</summary>
/// <param name="Seed">Of every input.</param>
/// <param name="Inputs">Of a target of weight 1.</param>
/// <param name="Replay">One input alone, as target, seed and number.</param>
internal sealed record FuzzSettings(ulong Seed, long Inputs, (string Target, ulong Seed, long Number)? Replay)
{
    public const string SeedVariable = "BLINDVLA_FUZZ_SEED";
    public const string InputsVariable = "BLINDVLA_FUZZ_INPUTS";
    public const string ReplayVariable = "BLINDVLA_FUZZ_REPLAY";

    private const ulong UsualSeed = 1;
    private const long UsualInputs = 2000;

    public static FuzzSettings FromEnvironment()
    {
        var replay = Environment.GetEnvironmentVariable(ReplayVariable)?.Split(':');
        return new(
            Number(SeedVariable) ?? UsualSeed,
            (long?)Number(InputsVariable) ?? UsualInputs,
            replay is [var target, var seed, var number]
                ? (target, ulong.Parse(seed, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture))
                : null
        );
    }

    private static ulong? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}
