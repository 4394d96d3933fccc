using BlindVla.Core;

namespace BlindVla.Bridge.Tests;

/// <summary>The fault something ends with.</summary>
internal static class Fault
{
    public static async Task<EnvironmentException> OfAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (EnvironmentException fault)
        {
            return fault;
        }
        throw new AssertionException("expected a fault, and there was none");
    }

    public static Task<EnvironmentException> OfAsync<T>(ValueTask<T> request) => OfAsync(async () => await request);
}
